/** An environment variable that says something impossible. */
export class WrongValue extends Error {}
