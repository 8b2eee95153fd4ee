import { ChoiceField } from "./choice-field.tsx";
import { DrivesField } from "./drives-field.tsx";
import { choicesOf } from "./form-schema.ts";
import { FreeValueField } from "./free-value-field.tsx";
import { ListField } from "./list-field.tsx";
import { NumberField } from "./number-field.tsx";
import { PairField } from "./pair-field.tsx";
import { PartField } from "./part-field.tsx";
import { PasswordField } from "./password-field.tsx";
import { PathField } from "./path-field.tsx";
import { ReferenceField } from "./reference-field.tsx";
import type { FieldProps } from "./surroundings.ts";
import { SwitchField } from "./switch-field.tsx";
import { TextField } from "./text-field.tsx";
import { TimeZoneField } from "./time-zone-field.tsx";

/** The field that fits a member: by its widget, else by its type. */
export function Field(props: FieldProps) {
  const { schema } = props;
  if (schema.const !== undefined) return null;
  switch (schema.widget) {
    case "password":
      return <PasswordField {...props} />;
    case "lines":
      return <TextField {...props} lines />;
    case "connection":
    case "set":
      return <ReferenceField {...props} of={schema.widget} />;
    case "deviceFolder":
    case "devicePath":
    case "remoteFolder":
    case "remoteFile":
      return <PathField {...props} of={schema.widget} />;
    case "timeZone":
      return <TimeZoneField {...props} />;
  }
  if (schema.patternProperties !== undefined) return <DrivesField {...props} />;
  if (schema.properties !== undefined) return <PartField {...props} />;
  if (choicesOf(schema) !== undefined) return <ChoiceField {...props} />;
  if (schema.anyOf !== undefined) return <FreeValueField {...props} />;
  if (schema.type === "array") return Array.isArray(schema.items) ? <PairField {...props} /> : <ListField {...props} />;
  if (schema.type === "boolean") return <SwitchField {...props} />;
  return schema.type === "integer" || schema.type === "number" ? <NumberField {...props} /> : <TextField {...props} />;
}
