import type { Rule } from "./fault-rules.ts";
import { dataPresets } from "./presets/data.ts";
import { greetingPresets } from "./presets/greeting.ts";
import { loginPresets } from "./presets/login.ts";
import type { Presets } from "./presets/preset.ts";
import { replyPresets } from "./presets/reply.ts";
import { storagePresets } from "./presets/storage.ts";

/** Every preset, in the order of a session: greeting, login and TLS, replies, data connections, files on the server. */
export const PRESETS: Presets = {
  ...greetingPresets,
  ...loginPresets,
  ...replyPresets,
  ...dataPresets,
  ...storagePresets,
};

/** The rules of the named presets. Raises an error that names what is unknown. */
export function presetRules(names: readonly string[]): readonly Rule[] {
  return names.flatMap((name) => {
    const preset = Object.hasOwn(PRESETS, name) ? PRESETS[name] : undefined;
    if (preset === undefined) throw new Error(`unknown fault "${name}"; --list-faults tells them all`);
    return preset.rules;
  });
}
