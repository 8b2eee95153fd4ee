import { runCli } from "../../src/cli/program.ts";

/** The command line without a controller behind it: what `run` would start is printed instead. */
process.exitCode = await runCli(process.argv.slice(2), {
  version: "1.2.3",
  run: (options) => {
    console.log(JSON.stringify(options));
    return Promise.resolve(0);
  },
});
