# Run by cpack over the staged files, before they become the package: what only Debian has, and where only
# Debian has it.
set(root ${CPACK_TEMPORARY_INSTALL_DIRECTORY})
set(doc ${root}/usr/share/doc/gatepost)

set(program FILE_PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
file(COPY ${CMAKE_CURRENT_LIST_DIR}/gatepost-compile ${CMAKE_CURRENT_LIST_DIR}/gatepost-train
  DESTINATION ${root}/etc/cron.hourly ${program})
file(COPY ${CMAKE_CURRENT_LIST_DIR}/gatepost-compile DESTINATION ${root}/etc/spamassassin/sa-update-hooks.d ${program})
file(RENAME ${root}/etc/spamassassin/sa-update-hooks.d/gatepost-compile
  ${root}/etc/spamassassin/sa-update-hooks.d/gatepost)
file(COPY ${CMAKE_CURRENT_LIST_DIR}/copyright ${CMAKE_CURRENT_LIST_DIR}/changelog DESTINATION ${doc})

# -n: no time of the build in the file.
file(GLOB compressed ${root}/usr/share/man/man1/*.1 ${doc}/changelog)
execute_process(COMMAND gzip -9nf ${compressed} COMMAND_ERROR_IS_FATAL ANY)
# Whatever the umask of the build was.
execute_process(COMMAND chmod -R u=rwX,go=rX ${root} COMMAND_ERROR_IS_FATAL ANY)
