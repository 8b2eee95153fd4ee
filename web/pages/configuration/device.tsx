import { useId, useMemo } from "preact/hooks";
import { put } from "../../api/client.ts";
import { ActionForm } from "../../components/action-form.tsx";
import { Answered } from "../../components/answered.tsx";
import { useAsked } from "../../components/use-asked.ts";
import { useTitle } from "../../components/use-title.ts";
import { mayConfigure } from "../../session/session.ts";
import { LANGUAGES, language, text } from "../../texts/texts.ts";

interface DeviceSettings {
  readonly site?: string;
  readonly language?: string;
  readonly timeZone?: string;
}

/** Configuration ► Automate: its name on the site, the language of its files, its time zone. */
export function Device() {
  const settings = useAsked<DeviceSettings>("/device");
  useTitle(text("menu.configuration.device"));
  return (
    <>
      <h1>{text("menu.configuration.device")}</h1>
      <Answered answer={settings.answer.value}>
        {(stored) => (
          <section class="card narrow">
            {mayConfigure.value ? (
              <SettingsForm
                stored={stored}
                save={async (given) => {
                  await put("/device", given);
                  await settings.ask();
                }}
              />
            ) : (
              <SettingsList stored={stored} />
            )}
          </section>
        )}
      </Answered>
    </>
  );
}

function SettingsForm({
  stored,
  save,
}: {
  readonly stored: DeviceSettings;
  readonly save: (given: DeviceSettings) => Promise<unknown>;
}) {
  const zones = useMemo(() => Intl.supportedValuesOf("timeZone"), []);
  const zonesId = useId();
  return (
    <ActionForm
      action={text("page.save")}
      done={text("page.saved")}
      keep
      submit={(given) => {
        const entries = ["site", "language", "timeZone"].map((name) => [name, given(name).trim()] as const);
        return save(Object.fromEntries(entries.filter(([, value]) => value !== "")));
      }}
    >
      <label>
        {text("device.site")}
        <input name="site" defaultValue={stored.site ?? ""} maxLength={64} autocomplete="off" />
        <small class="hint">{text("page.device.site.hint")}</small>
      </label>
      <label>
        {text("device.language")}
        <select name="language">
          <option value="">{text("page.device.language.default")}</option>
          {Object.entries(LANGUAGES).map(([tag, name]) => (
            <option key={tag} value={tag} lang={tag} selected={tag === stored.language}>
              {name}
            </option>
          ))}
        </select>
        <small class="hint">{text("page.device.language.hint")}</small>
      </label>
      <label>
        {text("device.timeZone")}
        <input
          name="timeZone"
          list={zonesId}
          defaultValue={stored.timeZone ?? ""}
          placeholder="Europe/Paris"
          autocomplete="off"
          spellcheck={false}
        />
        <small class="hint">
          {text("page.device.timeZone.hint")} {nowIn(stored.timeZone)}
        </small>
      </label>
      <datalist id={zonesId}>
        {zones.map((zone) => (
          <option key={zone} value={zone} />
        ))}
      </datalist>
    </ActionForm>
  );
}

function SettingsList({ stored }: { readonly stored: DeviceSettings }) {
  return (
    <dl class="facts">
      <dt>{text("device.site")}</dt>
      <dd>{stored.site ?? "–"}</dd>
      <dt>{text("device.language")}</dt>
      <dd>{LANGUAGES[stored.language as keyof typeof LANGUAGES] ?? "–"}</dd>
      <dt>{text("device.timeZone")}</dt>
      <dd>{stored.timeZone ?? "–"}</dd>
    </dl>
  );
}

/** What the clocks of a zone show now, so that a wrong choice is seen. */
function nowIn(timeZone: string | undefined): string {
  if (timeZone === undefined) return "";
  try {
    const time = new Intl.DateTimeFormat(language.value, { dateStyle: "short", timeStyle: "short", timeZone });
    return text("page.device.timeZone.now", { zone: timeZone, time: time.format(Date.now()) });
  } catch {
    return "";
  }
}
