import { expect, test } from "vitest";
import { eventually } from "../support/eventually.ts";
import { rehearse } from "../support/rehearsal.ts";

interface Trace {
  readonly path: string;
  readonly samples: number;
  readonly first: string;
}

const onChange = (id: string, label?: string) => ({
  id,
  kind: "trace",
  period: 0,
  deadband: 0,
  ...(label && { label }),
});

test("the traces of points are listed, and drawn by their path", async () => {
  const points = [
    {
      id: "R00010",
      kind: "point",
      label: "Départ",
      unit: "°C",
      functions: [onChange("F0001", "Lent"), onChange("F0002")],
    },
    { id: "R00011", kind: "point", type: "text", functions: [onChange("F0001")] },
  ];
  const { device } = await rehearse({ config: { resources: points } });
  for (const value of [1, 7, 3]) await device.api("PUT", "/vars/R00010.Value", { value });
  await device.api("PUT", "/vars/R00011.Value", { value: "<b>ouvert</b>" });

  const traces = await eventually(async () => {
    const listed = await device.api<{ traces: Trace[] }>("GET", "/traces");
    expect(listed.traces.map(({ samples }) => samples)).toEqual([4, 4, 2]);
    return listed.traces;
  });
  expect(traces[0]).toMatchObject({
    path: "easy.RESS.R00010.FNCT.F0001",
    resource: "R00010",
    function: "F0001",
    label: "Lent",
    unit: "°C",
    type: "analog",
  });
  expect(traces[1]).toMatchObject({ label: "Départ" });

  const trend = (query: string) => device.api<object>("GET", `/trends?path=easy.RESS.${query}`);
  expect(await trend("R00010.FNCT.F0001")).toMatchObject({
    path: "easy.RESS.R00010.FNCT.F0001",
    unit: "°C",
    type: "analog",
    from: traces[0]?.first,
    total: 4,
    exact: true,
    values: [0, 1, 7, 3],
  });
  expect(await trend("R00010.FNCT.F0001&points=1")).toMatchObject({ exact: false, min: [0], max: [7] });
  expect(await trend("R00011.FNCT.F0001")).toMatchObject({ type: "text", exact: true, values: ["", "<b>ouvert</b>"] });
  expect(await trend("R00010.FNCT.F0002&to=2020-01-01T00:00:00Z")).toMatchObject({ total: 0, values: [] });
  await expect(trend("R00010.FNCT.F0003")).rejects.toThrow("404");
  for (const query of ["points=0", "points=100001", "from=now", "from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z"]) {
    await expect(trend(`R00010.FNCT.F0001&${query}`), query).rejects.toThrow("400");
  }
});
