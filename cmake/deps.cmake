# Third-party code, as targets of our own so that a stage never sees the host's include folder.
#
# A WebAssembly build must not see the host's system headers, so header-only libraries are staged as links in a folder
# of their own. PRORATA_HOST_INCLUDE says where the host keeps them.
set(PRORATA_HOST_INCLUDE /usr/include CACHE PATH "Where header-only libraries are found")
set(PRORATA_STAGED ${PROJECT_BINARY_DIR}/third_party)
file(MAKE_DIRECTORY ${PRORATA_STAGED})
# fast_float is what tests compare numbers with.
set(PRORATA_HEADER_ONLY fmt nlohmann)
set(PRORATA_HEADER_TARGETS fmt json)
if(PRORATA_TESTS)
  list(APPEND PRORATA_HEADER_ONLY fast_float)
  list(APPEND PRORATA_HEADER_TARGETS fast_float)
endif()
foreach(library ${PRORATA_HEADER_ONLY})
  if(NOT EXISTS ${PRORATA_HOST_INCLUDE}/${library})
    message(FATAL_ERROR "${library} headers are missing below ${PRORATA_HOST_INCLUDE}: run tools/setup.sh")
  endif()
  file(CREATE_LINK ${PRORATA_HOST_INCLUDE}/${library} ${PRORATA_STAGED}/${library} SYMBOLIC)
endforeach()

foreach(library ${PRORATA_HEADER_TARGETS})
  add_library(prorata_dep_${library} INTERFACE)
  add_library(prorata::dep_${library} ALIAS prorata_dep_${library})
  target_include_directories(prorata_dep_${library} SYSTEM INTERFACE $<BUILD_INTERFACE:${PRORATA_STAGED}>)
endforeach()
# Neither needs streams or locales here, which weigh more in WebAssembly than the engine does.
target_compile_definitions(prorata_dep_fmt INTERFACE FMT_HEADER_ONLY=1 "FMT_STATIC_THOUSANDS_SEPARATOR=','")
target_compile_definitions(prorata_dep_json INTERFACE JSON_NO_IO=1)

# GoogleTest is built from Debian's sources: the same version natively, sanitised and in WebAssembly.
if(PRORATA_TESTS)
  set(PRORATA_GTEST_SOURCE /usr/src/googletest/googletest CACHE PATH "GoogleTest's source folder")
  add_library(prorata_gtest STATIC EXCLUDE_FROM_ALL ${PRORATA_GTEST_SOURCE}/src/gtest-all.cc
                                                    ${PRORATA_GTEST_SOURCE}/src/gtest_main.cc)
  add_library(prorata::gtest ALIAS prorata_gtest)
  target_include_directories(prorata_gtest SYSTEM PUBLIC ${PRORATA_GTEST_SOURCE}/include PRIVATE ${PRORATA_GTEST_SOURCE})
  target_compile_features(prorata_gtest PUBLIC cxx_std_17)
  if(EMSCRIPTEN)
    target_compile_options(prorata_gtest PRIVATE -fwasm-exceptions)
    target_compile_definitions(prorata_gtest PUBLIC GTEST_HAS_PTHREAD=0)
  else()
    find_package(Threads REQUIRED)
    target_link_libraries(prorata_gtest PUBLIC Threads::Threads)
  endif()
  if(PRORATA_SANITIZE)
    target_compile_options(prorata_gtest PRIVATE -fsanitize=address,undefined)
  endif()
endif()
