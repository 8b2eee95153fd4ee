import { runCli } from "../../src/cli/program.ts";

/** The command line without a controller behind it: what would be started is printed instead. */
process.exitCode = await runCli(process.argv.slice(2), {
  version: "1.2.3",
  run: print,
  ftpServer: print,
  backOffice: async (options) => {
    await print(options);
    return true;
  },
});

function print(options: object): Promise<number> {
  console.log(JSON.stringify(options));
  return Promise.resolve(0);
}
