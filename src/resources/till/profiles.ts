import { readdirSync, readFileSync } from "node:fs";
import { Ajv } from "ajv";
import { parse } from "yaml";
import { Failure } from "../../errors.ts";
import { type Profile, ProfileSchema } from "./profile.ts";

const FOLDER = new URL("./profiles/", import.meta.url);

let loaded: readonly Profile[] | undefined;

/** The protocols that come with the product, each a file of `profiles/`. */
export function builtInProfiles(): readonly Profile[] {
  loaded ??= readdirSync(FOLDER)
    .sort()
    .map((name) => readProfile(readFileSync(new URL(name, FOLDER), "utf8"), name));
  return loaded;
}

/** A configured protocol goes before one of the same name that is built in. Raises `profileMissing`. */
export function profileOf(name: string, configured: readonly Profile[]): Profile {
  const profile = [...configured, ...builtInProfiles()].find((one) => one.name === name);
  if (profile === undefined) throw new Failure("profileMissing", { subject: name });
  return profile;
}

function readProfile(text: string, name: string): Profile {
  const profile: unknown = parse(text);
  const validate = new Ajv({ strict: true, useDefaults: true }).compile<Profile>(ProfileSchema);
  if (!validate(profile)) throw new Error(`${name}: ${JSON.stringify(validate.errors)}`);
  return profile;
}
