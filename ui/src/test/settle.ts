/** Lets everything that is already on its way arrive: answers of the stand-in, then the DOM. */
export async function settle(): Promise<void> {
  for (let i = 0; i < 8; i++) await new Promise((done) => setTimeout(done, 0));
}
