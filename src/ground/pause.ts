/**
 * Lets what else is under way go on: what the system has done meanwhile is told of only between two tasks of this thread. Who works
 * for long beside something that waits for a medium pauses from time to time.
 */
export function pause(): Promise<void> {
  // Browsers have no such call.
  return new Promise((resume) => {
    if (typeof setImmediate === 'function') setImmediate(resume);
    else setTimeout(resume);
  });
}
