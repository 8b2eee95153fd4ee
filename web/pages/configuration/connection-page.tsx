import { put } from "../../api/client.ts";
import { Answered } from "../../components/answered.tsx";
import { useAnswer } from "../../components/use-answer.ts";
import { useAsked } from "../../components/use-asked.ts";
import { useTitle } from "../../components/use-title.ts";
import type { Item } from "../../forms/form-schema.ts";
import { query } from "../../router.ts";
import { mayConfigure } from "../../session/session.ts";
import { text } from "../../texts/texts.ts";
import { type Connection, listAddress, type Using } from "./connection.ts";
import { ConnectionForm } from "./connection-form.tsx";
import { ConnectionTest } from "./connection-test.tsx";
import { UsingResources } from "./using-resources.tsx";

/** One connection: its settings, which resources use it, and its test. */
export function ConnectionPage({ id }: { readonly id: string }) {
  const path = `/connections/${encodeURIComponent(id)}`;
  const connection = useAsked<Connection>(path);
  const { value: resources } = useAnswer<{ readonly resources: readonly Using[] }>("/resources?summary=true");
  const all = resources.at === "here" ? resources.body.resources : [];
  const users = all.filter((resource) => resource.connection === id);
  useTitle(id);
  return (
    <>
      <p class="back">
        <a href={listAddress}>‹ {text("page.lan.title")}</a>
      </p>
      <Answered answer={connection.answer.value}>
        {(stored) => (
          <>
            <h1>
              <code>{id}</code> {stored.label}
            </h1>
            <p>
              {text("page.lan.usedBy")} : <UsingResources users={users} shown={12} />
            </p>
            <div class="connection">
              <ConnectionForm
                connection={stored as unknown as Item}
                focus={query.value.get("field") ?? undefined}
                save={(given) => put<Item>(path, given)}
                onSaved={() => void connection.ask()}
              />
              {mayConfigure.value && resources.at !== "waiting" && <ConnectionTest connection={stored} users={users} />}
            </div>
          </>
        )}
      </Answered>
    </>
  );
}
