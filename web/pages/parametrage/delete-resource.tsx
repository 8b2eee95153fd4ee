import { remove } from "../../api/client.ts";
import { resourcePath } from "../../api/resources.ts";
import { ConfirmDialog } from "../../components/confirm-dialog.tsx";
import { text } from "../../texts/texts.ts";

/** Asks, and deletes a resource. */
export function DeleteResource({
  resource: { id, label },
  deleted,
  close,
}: {
  readonly resource: { readonly id: string; readonly label: string };
  readonly deleted: () => void;
  readonly close: () => void;
}) {
  return (
    <ConfirmDialog
      title={text("page.resource.delete.title", { id })}
      action={text("page.delete")}
      confirm={async () => {
        await remove(resourcePath(id));
        deleted();
      }}
      close={close}
    >
      <p>
        <code>{id}</code> {label}
      </p>
      <p>{text("page.resource.delete.text")}</p>
    </ConfirmDialog>
  );
}
