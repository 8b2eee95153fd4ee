/** A known bug: a text of a source file, and what takes its place. */
export interface Mutant {
  /** The end of the file's path. */
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

const TAKING = "/src/resources/till/taking.ts";

/** Bugs that the campaign must find, or it proves nothing. */
export const MUTANTS: Readonly<Record<string, Mutant>> = {
  /** Without any kill: the server has it no more, and the till never gets it. */
  "delete-before-publish": {
    file: "/src/resources/till/taking-machine.ts",
    from: `if (fact === "free") return "publishing";`,
    to: `if (fact === "free") return "deleting";`,
  },
  /** After a kill between the flag and its record, the till is told of a catalog that it has loaded already. */
  "flag-without-witness": {
    file: TAKING,
    from: "if (await flag?.exists()) await flag?.put();",
    to: `if (flag !== undefined) {
      await flag.write(Buffer.alloc(0));
      await flag.put();
    }`,
  },
  /** After a kill between the rename and its record, the report is renamed for ever. */
  "rename-without-witness": {
    file: "/src/resources/till/giving.ts",
    from: `if (!(await isThere(session, part))) return { fact: "committed", detail };`,
    to: "",
  },
};
