# Reads layers.txt, the single source of which folder of engine/ may include which.
#   gatepost_layer(NAME source.cc ...)   makes the library gatepost_NAME with exactly those arrows
#   gatepost_test(NAME source.cc ...)    makes the test program NAME_test from tests/NAME

file(STRINGS ${PROJECT_SOURCE_DIR}/layers.txt GATEPOST_LAYER_LINES REGEX "^[a-z]+:")
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/layers.txt)
foreach(line IN LISTS GATEPOST_LAYER_LINES)
  string(REGEX MATCH "^([a-z]+):(.*)$" _ "${line}")
  set(name ${CMAKE_MATCH_1})
  string(REGEX MATCHALL "[a-z]+" GATEPOST_LAYER_${name} "${CMAKE_MATCH_2}")
endforeach()

add_library(gatepost_include INTERFACE)
target_include_directories(gatepost_include INTERFACE ${PROJECT_SOURCE_DIR}/engine/include)
target_compile_features(gatepost_include INTERFACE cxx_std_20)

function(gatepost_layer name)
  if(NOT DEFINED GATEPOST_LAYER_${name})
    message(FATAL_ERROR "engine/${name} is not in layers.txt")
  endif()
  if(NOT ARGN)  # nothing in this folder yet
    add_library(gatepost_${name} INTERFACE)
    return()
  endif()
  add_library(gatepost_${name} STATIC ${ARGN})
  target_include_directories(gatepost_${name} PUBLIC ${PROJECT_SOURCE_DIR}/engine)
  foreach(dependency IN LISTS GATEPOST_LAYER_${name})
    target_link_libraries(gatepost_${name} PUBLIC gatepost_${dependency})
  endforeach()
endfunction()

function(gatepost_test name)
  add_executable(${name}_test ${ARGN})
  target_include_directories(${name}_test PRIVATE ${PROJECT_SOURCE_DIR}/tests)
  target_compile_options(${name}_test PRIVATE $<$<CONFIG:Release>:-O1>)  # compiled twice as fast; what is tested is not here
  if(TARGET gatepost_${name})
    target_link_libraries(${name}_test PRIVATE gatepost_${name})
  endif()
  target_link_libraries(${name}_test PRIVATE GTest::gmock GTest::gtest_main)
  target_compile_definitions(${name}_test PRIVATE
    GATEPOST_SOURCE_DIR="${PROJECT_SOURCE_DIR}" GATEPOST_BINARY="${CMAKE_BINARY_DIR}/bin/gatepost")
  add_test(NAME ${name}_test COMMAND ${name}_test)
endfunction()
