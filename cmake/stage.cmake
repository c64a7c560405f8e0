# prorata_stage(NAME NEEDS stage... SOURCES file... [HOT file...] [WARM file...] [LINKS target...])
# One folder of the engine. NEEDS is the only place where its place in the flow is written: the linker,
# the layering test and the docs read it. LINKS are third-party targets, always private. HOT are the sources that run
# once per sample or per cell: in WebAssembly all others are compiled for size, because they run once per question and
# every visitor of the page downloads them. WARM are those of the others that run once per series, container or row: for
# size as well, but calls of one line are inlined, which makes them three times as fast and, zipped, a tenth larger.
function(prorata_stage name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "NEEDS;SOURCES;HOT;WARM;LINKS")
  if(arg_SOURCES)
    add_library(prorata_${name} STATIC ${arg_SOURCES})
    set(scope PUBLIC)
    if(EMSCRIPTEN)
      # Nothing of ours throws or catches; what libraries throw passes through to the face. Without landing pads the
      # code is a third smaller.
      target_compile_options(prorata_${name} PRIVATE -fno-exceptions ${PRORATA_LTO})
      # File by file: once em++ has seen -Oz on a command line it keeps inlining off, unless it is told a limit.
      set(cold ${arg_SOURCES})
      if(arg_HOT OR arg_WARM)
        list(REMOVE_ITEM cold ${arg_HOT} ${arg_WARM})
      endif()
      set_source_files_properties(${cold} PROPERTIES COMPILE_OPTIONS -Oz)
      set_source_files_properties(${arg_WARM} PROPERTIES COMPILE_OPTIONS "-Oz;-sINLINING_LIMIT=0")
    endif()
    target_link_libraries(prorata_${name} PRIVATE $<BUILD_INTERFACE:prorata::options> ${arg_LINKS})
  else()
    add_library(prorata_${name} INTERFACE)
    set(scope INTERFACE)
  endif()
  add_library(prorata::${name} ALIAS prorata_${name})
  set_target_properties(prorata_${name} PROPERTIES EXPORT_NAME ${name} CXX_EXTENSIONS OFF)
  target_include_directories(prorata_${name} ${scope} $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/engine>
                                                      $<INSTALL_INTERFACE:include/prorata>)
  target_compile_features(prorata_${name} ${scope} cxx_std_20)
  list(TRANSFORM arg_NEEDS PREPEND prorata::)
  target_link_libraries(prorata_${name} ${scope} ${arg_NEEDS})
  list(TRANSFORM arg_NEEDS REPLACE "^prorata::" "")
  set_property(GLOBAL APPEND PROPERTY PRORATA_STAGES ${name})
  list(JOIN arg_NEEDS "," needs)
  set_property(GLOBAL APPEND PROPERTY PRORATA_LAYERS "${name}=${needs}")
endfunction()

# prorata_test(NAME STAGES stage... SOURCES file... [LINKS target...])
# A GoogleTest program that links the stages it names and nothing later. In a WebAssembly build it runs in Node.
function(prorata_test name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "STAGES;SOURCES;LINKS")
  add_executable(${name}_test ${arg_SOURCES})
  set_target_properties(${name}_test PROPERTIES CXX_EXTENSIONS OFF)
  list(TRANSFORM arg_STAGES PREPEND prorata::)
  target_link_libraries(${name}_test PRIVATE prorata::options prorata::gtest ${arg_STAGES} ${arg_LINKS})
  target_include_directories(${name}_test PRIVATE ${PROJECT_SOURCE_DIR}/tests)
  target_compile_definitions(${name}_test PRIVATE PRORATA_TEST_DATA="${CMAKE_CURRENT_SOURCE_DIR}")
  target_compile_features(${name}_test PRIVATE cxx_std_20)
  # Test code is not shipped: the optimiser's time is better spent on the engine.
  target_compile_options(${name}_test PRIVATE -O1)
  if(EMSCRIPTEN)
    target_link_options(${name}_test PRIVATE -O1 -sALLOW_MEMORY_GROWTH -sMAXIMUM_MEMORY=4GB -sNODERAWFS -sEXIT_RUNTIME
                        -sTOTAL_STACK=1MB)
    set_target_properties(${name}_test PROPERTIES SUFFIX .cjs)
  endif()
  add_test(NAME ${name} COMMAND ${name}_test)
endfunction()

# Writes the layers for the layering test: one line per stage, name=needs.
function(prorata_write_layers)
  get_property(layers GLOBAL PROPERTY PRORATA_LAYERS)
  list(JOIN layers "\n" text)
  file(WRITE ${PROJECT_BINARY_DIR}/layers.txt "${text}\n")
endfunction()
