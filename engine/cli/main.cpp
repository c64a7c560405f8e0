// prorata: the native command line.
#include <cstdio>
#include <exception>

#include "cli/options.h"
#include "cli/run.h"
#include "cli/world.h"

int main(int argc, char** argv) {
  using namespace prorata;
  try {
    const auto parsed = cli::parse_arguments(argc, argv);
    if (const auto* printed = std::get_if<cli::Printed>(&parsed)) {
      (void)std::fputs(printed->text.c_str(), printed->exit_code == 0 ? stdout : stderr);
      return printed->exit_code;
    }
    return cli::run(std::get<cli::Options>(parsed));
  } catch (const std::exception& problem) {
    return cli::report_error(
        {ErrorCode::internal, problem.what(), "this is a defect of prorata: please report it", ""});
  }
}
