// What hosts leave running for all tests of a process (programs, a browser, a server), and its end.

const tasks: (() => unknown)[] = [];

/** Has `task` done by cleanUp. */
export function atEnd(task: () => unknown): void {
  tasks.push(task);
}

/** To be called once, when no session is used any more; what still ran would keep the process waiting. */
export async function cleanUp(): Promise<void> {
  for (const task of tasks.splice(0)) await task();
}
