import { describe, expect, it } from "vitest";
import { Draft } from "../../web/forms/draft.ts";

describe("a draft", () => {
  it("is changed by what differs, and not by what is put back", () => {
    const draft = new Draft({ label: "Journal", events: { success: true } });
    draft.put(["events", "success"], false);
    expect(draft.item.value).toEqual({ label: "Journal", events: { success: false } });
    expect(draft.isChanged.value).toBe(true);
    draft.put(["events", "success"], true);
    expect(draft.isChanged.value).toBe(false);
  });

  it("leaves out what is put as undefined, in whatever order members come back", () => {
    const draft = new Draft({ unit: "°C", limits: { low: 1 } });
    draft.put(["unit"], undefined);
    expect(Object.keys(draft.item.value)).toEqual(["limits"]);
    draft.put(["unit"], "°C");
    expect(draft.isChanged.value).toBe(false);
  });

  it("changes one member of a list and keeps the others", () => {
    const draft = new Draft({ functions: [{ id: "F0001" }, { id: "F0002" }] });
    draft.put(["functions", 1, "label"], "Départ");
    expect(draft.item.value).toEqual({ functions: [{ id: "F0001" }, { id: "F0002", label: "Départ" }] });
  });

  it("forgets a fault once its member is changed, and no other", () => {
    const draft = new Draft({ port: 0, address: "" });
    const fault = (path: string) => ({ path, code: "tooSmall", message: "" });
    draft.faults.value = [fault("/port"), fault("/address")];
    draft.put(["port"], 21);
    expect(draft.faults.value.map(({ path }) => path)).toEqual(["/address"]);
  });

  it("goes back to what was saved last", () => {
    const draft = new Draft({ label: "a" });
    draft.put(["label"], "b");
    draft.settle({ label: "b" });
    draft.put(["label"], "c");
    draft.discard();
    expect(draft.item.value).toEqual({ label: "b" });
    expect(draft.isChanged.value).toBe(false);
  });
});
