import { batch, type Signal, useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { get } from "../../api/client.ts";
import { postedEvents } from "../../api/posted-events.ts";
import { fieldOfFailure } from "../../components/field-of-failure.ts";
import { givenText } from "../../components/given-text.ts";
import { refusalText } from "../../components/refusal-text.ts";
import { addressOf } from "../../router.ts";
import { language, text, textIfAny } from "../../texts/texts.ts";
import { type Connection, fieldAddress, type Using } from "./connection.ts";

/** One step of the test, as the controller tells it when it ends. */
interface Step {
  readonly step: string;
  readonly ok: boolean;
  readonly failure?: string;
  readonly reply?: string;
  readonly durationMs: number;
}

type Course =
  | { readonly at: "idle" }
  | { readonly at: "running"; readonly told: readonly Step[] }
  | { readonly at: "ended"; readonly told: readonly Step[] }
  | { readonly at: "refused"; readonly told: readonly Step[]; readonly error: unknown };

/** What there is to walk, in its order. A connection in clear has no step for TLS. */
const STEPS: Readonly<Record<string, readonly string[]>> = {
  none: ["connect", "greeting", "login", "folder", "write", "rename", "delete"],
  "explicit-tls": ["connect", "greeting", "tls", "login", "folder", "write", "rename", "delete"],
  "implicit-tls": ["connect", "tls", "greeting", "login", "folder", "write", "rename", "delete"],
};

/** The access that is typed here, and not a resource's. */
const TYPED = "";

/** *Test*: walks a stored connection step by step, live, and says what to change when one fails. */
export function ConnectionTest({
  connection,
  users,
}: {
  readonly connection: Connection;
  readonly users: readonly Using[];
}) {
  const course = useSignal<Course>({ at: "idle" });
  const access = useSignal(users[0]?.id ?? TYPED);
  const stop = useRef<AbortController | undefined>(undefined);
  const folder = useRemoteFolder(access.value);
  useEffect(() => () => stop.current?.abort(), []);

  async function submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const given = new FormData(event.currentTarget as HTMLFormElement);
    const member = (name: string) => givenText(given, name);
    const login =
      access.value === TYPED ? { user: member("user"), password: member("password") } : { resource: access.value };
    stop.current?.abort();
    stop.current = new AbortController();
    await walk(course, `/connections/${encodeURIComponent(connection.id)}/test`, stop.current.signal, {
      ...login,
      folder: member("folder") || "/",
    });
  }

  const running = course.value.at === "running";
  return (
    <section class="card connection-test" aria-labelledby="connection-test">
      <h2 id="connection-test">{text("page.lan.test")}</h2>
      <p class="hint">{text("page.lan.test.hint")}</p>
      <form onSubmit={(event) => void submit(event)}>
        <div class="fields">
          <label>
            {text("page.lan.test.access")}
            <select
              name="access"
              value={access.value}
              onChange={({ currentTarget: { value } }) => {
                access.value = value;
              }}
            >
              {users.map(({ id, label }) => (
                <option key={id} value={id}>
                  {text("page.lan.test.accessOf", { resource: label === "" ? id : `${id} ${label}` })}
                </option>
              ))}
              <option value={TYPED}>{text("page.lan.test.accessTyped")}</option>
            </select>
          </label>
          {access.value === TYPED && (
            <>
              <label>
                {text("page.user")}
                <input name="user" autocomplete="off" autocapitalize="none" spellcheck={false} required />
              </label>
              <label>
                {text("page.password")}
                <input name="password" type="password" autocomplete="off" />
              </label>
            </>
          )}
          <label>
            {text("resource.remoteFolder")}
            <input name="folder" value={folder} spellcheck={false} />
          </label>
        </div>
        <div class="actions">
          <button type="submit" aria-busy={running} disabled={running}>
            {text("page.lan.test.start")}
          </button>
          {running && (
            <button type="button" class="secondary outline" onClick={() => stop.current?.abort()}>
              {text("page.command.Abort")}
            </button>
          )}
        </div>
      </form>
      <Walk connection={connection} resource={access.value} course={course.value} />
    </section>
  );
}

/** Where the resource whose access is used sends its files; the server's top for an access that is typed. */
function useRemoteFolder(resource: string): Signal<string> {
  const folder = useSignal("/");
  useEffect(() => {
    let left = false;
    const show = (remoteFolder = "/") => {
      if (!left) folder.value = remoteFolder;
    };
    if (resource === TYPED) show();
    else
      get<Using>(`/resources/${encodeURIComponent(resource)}`).then(
        (stored) => show(stored.remoteFolder),
        () => show(),
      );
    return () => {
      left = true;
    };
  }, [resource, folder]);
  return folder;
}

async function walk(course: Signal<Course>, path: string, signal: AbortSignal, body: object): Promise<void> {
  let told: readonly Step[] = [];
  course.value = { at: "running", told };
  try {
    for await (const { type, data } of postedEvents(path, body, signal)) {
      if (type !== "step") continue;
      told = [...told, data as Step];
      course.value = { at: "running", told };
    }
    course.value = { at: "ended", told };
  } catch (error) {
    batch(() => {
      course.value = signal.aborted ? { at: "idle" } : { at: "refused", told, error };
    });
  }
}

/** The steps with how each went. Those behind one that failed are not tried. */
function Walk({
  connection,
  resource,
  course,
}: {
  readonly connection: Connection;
  readonly resource: string;
  readonly course: Course;
}) {
  if (course.at === "idle") return null;
  const { told } = course;
  const failed = told.find(({ ok }) => !ok);
  return (
    <>
      <ol class="steps" aria-label={text("page.lan.test.steps")}>
        {(STEPS[connection.security] ?? []).map((name) => {
          const step = told.find((each) => each.step === name);
          const waited = course.at === "running" && step === undefined && failed === undefined;
          const current = waited && told.length === STEPS[connection.security]?.indexOf(name);
          return <StepLine key={name} name={name} step={step} current={current} />;
        })}
      </ol>
      <div role="status">
        {course.at === "ended" && failed === undefined && told.length > 0 && (
          <p class="good">{text("page.lan.test.passed")}</p>
        )}
        {failed !== undefined && <FailedStep connection={connection} resource={resource} step={failed} />}
      </div>
      {course.at === "refused" && (
        <p role="alert" class="refusal">
          {refusalText(course.error)}
        </p>
      )}
    </>
  );
}

function StepLine({
  name,
  step,
  current,
}: {
  readonly name: string;
  readonly step: Step | undefined;
  readonly current: boolean;
}) {
  const state = step === undefined ? (current ? "current" : "open") : step.ok ? "ok" : "failed";
  return (
    <li class={state} data-step={name} data-state={state}>
      <span class="name">{text(`page.lan.step.${name}`)}</span>
      <span class="state">
        {text(`page.lan.step.state.${state}`)}
        {step !== undefined && <small> {millisecondsText(step.durationMs)}</small>}
      </span>
      {step?.reply !== undefined && <code class="reply">{step.reply}</code>}
    </li>
  );
}

/** Why the step failed, what to do about it, and where. */
function FailedStep({
  connection,
  resource,
  step: { step, failure = "internal" },
}: {
  readonly connection: Connection;
  readonly resource: string;
  readonly step: Step;
}) {
  const place = fieldOfFailure(failure);
  const remedy = textIfAny(`failure.${failure}.remedy`);
  return (
    <div class="failed">
      <p>
        <strong>{text("page.lan.test.failed", { step: text(`page.lan.step.${step}`) })}</strong>{" "}
        {textIfAny(`failure.${failure}`) ?? failure}
      </p>
      {remedy !== undefined && <p>{remedy}</p>}
      {place?.of === "connection" && (
        <p>
          <a href={fieldAddress(connection.id, place.field)}>
            {text("page.lan.test.change", { field: text(`connection.${place.field}`) })}
          </a>
        </p>
      )}
      {place?.of === "resource" && resource !== TYPED && (
        <p>
          <a href={addressOf(["resource", resource, "parametres"], { field: place.field })}>
            {text("page.lan.test.changeOf", { resource, field: fieldTitle(place.field) })}
          </a>
        </p>
      )}
    </div>
  );
}

/** The members that all resources have are named with them; the rest by each kind. */
function fieldTitle(field: string): string {
  return (
    ["resource", "ftpFolder", "ftpSet"].map((prefix) => textIfAny(`${prefix}.${field}`)).find((title) => title) ?? field
  );
}

function millisecondsText(ms: number): string {
  return new Intl.NumberFormat(language.value, { style: "unit", unit: "millisecond" }).format(Math.round(ms));
}
