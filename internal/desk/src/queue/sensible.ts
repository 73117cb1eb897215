import type { Deed, Status } from "../types";

const stands: Record<Exclude<Deed, "publish">, Status> = { reject: "rejected", spam: "spam", delete: "deleted" };

/** Whether an action would change anything: publishing what was reported keeps it. */
export function sensible(action: Deed, status: Status, reported: boolean): boolean {
  return action === "publish" ? status !== "published" || reported : stands[action] !== status;
}
