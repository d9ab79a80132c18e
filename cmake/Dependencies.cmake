# Debian 12's packages, linked statically where Debian ships an archive: a filter is started once a
# message, and each shared library costs the dynamic linker a file, a mapping and its relocations.
find_package(Threads REQUIRED)
find_package(PkgConfig REQUIRED)

function(gatepost_static_library target archive header)
  find_library(${target}_ARCHIVE ${archive} REQUIRED)
  find_path(${target}_INCLUDE ${header} REQUIRED)
  add_library(${target} STATIC IMPORTED GLOBAL)
  set_target_properties(${target} PROPERTIES IMPORTED_LOCATION ${${target}_ARCHIVE}
    INTERFACE_INCLUDE_DIRECTORIES ${${target}_INCLUDE})
endfunction()

gatepost_static_library(dep_re2 libre2.a re2/re2.h)
gatepost_static_library(dep_pcre2 libpcre2-8.a pcre2.h)
gatepost_static_library(dep_sqlite3 libsqlite3.a sqlite3.h)
gatepost_static_library(dep_mimetic libmimetic.a mimetic/mimetic.h)
gatepost_static_library(dep_nettle libnettle.a nettle/sha1.h)
gatepost_static_library(dep_zlib libz.a zlib.h)
gatepost_static_library(dep_psl libpsl.a libpsl.h)
gatepost_static_library(dep_idn2 libidn2.a idn2.h)
gatepost_static_library(dep_unistring libunistring.a unistr.h)
set_property(TARGET dep_re2 PROPERTY INTERFACE_LINK_LIBRARIES Threads::Threads)
set_property(TARGET dep_sqlite3 PROPERTY INTERFACE_LINK_LIBRARIES Threads::Threads dl m)
set_property(TARGET dep_idn2 PROPERTY INTERFACE_LINK_LIBRARIES dep_unistring)
set_property(TARGET dep_psl PROPERTY INTERFACE_LINK_LIBRARIES dep_idn2 dep_unistring)

find_package(CLI11 REQUIRED)
find_package(nlohmann_json REQUIRED)
if(GATEPOST_DEVELOPER)
  find_package(GTest REQUIRED)
  find_package(benchmark REQUIRED)
endif()
