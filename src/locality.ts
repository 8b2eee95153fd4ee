import type { DeviceConfig } from "./config/schema.ts";
import type { Wording } from "./journal/csv-day.ts";
import { eventText } from "./journal/event-text.ts";
import { createTexts, type Language } from "./texts.ts";
import { TimeZone } from "./time-zone.ts";

/** What the machine and the process have where nothing is configured. */
export interface LocalDefaults {
  readonly site: string;
  readonly language: Language;
}

/**
 * Where the device is, in which language its journal is, and by which clock it writes: as it is configured now. The
 * zone is that of the process: `TimeZone.of()` without a name, wherever it is asked.
 */
export class Locality {
  readonly #defaults: LocalDefaults;
  #configured: DeviceConfig = {};
  #wording: Wording;

  constructor(defaults: LocalDefaults) {
    this.#defaults = defaults;
    this.#wording = wordingIn(defaults.language);
  }

  /** Takes effect at once, for whatever is named, written or rendered from now on. */
  apply(configured: DeviceConfig = {}): void {
    this.#configured = configured;
    TimeZone.setDevices(configured.timeZone);
    if (this.#wording.language !== this.language) this.#wording = wordingIn(this.language);
  }

  get site(): string {
    return this.#configured.site ?? this.#defaults.site;
  }

  get language(): Language {
    return this.#configured.language ?? this.#defaults.language;
  }

  /** As it is configured: schedules without one run by the machine's. */
  get timeZone(): string | undefined {
    return this.#configured.timeZone;
  }

  get wording(): Wording {
    return this.#wording;
  }
}

function wordingIn(language: Language): Wording {
  const texts = createTexts(language);
  return { language, text: (event) => eventText(event, texts) };
}
