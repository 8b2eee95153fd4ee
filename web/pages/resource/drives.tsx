import { text } from "../../texts/texts.ts";

type Drive = Readonly<Record<string, string | number>>;

/** What drives its inputs, in a line each. */
export function Drives({ inputs }: { readonly inputs: unknown }) {
  return (
    <>
      {Object.entries((inputs ?? {}) as Readonly<Record<string, Drive>>).map(([name, drive]) => (
        <div key={name}>
          <dt>
            <code>{name}</code>
          </dt>
          <dd>
            {Object.entries(drive).map(([member, value]) => (
              <span key={member}>
                {text(`drive.${member}`)}: <code>{value}</code>{" "}
              </span>
            ))}
          </dd>
        </div>
      ))}
    </>
  );
}
