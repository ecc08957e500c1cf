// One at a time for each name, in the order of asking, in all windows of this browser: they share one database. Another name does
// not wait. Whoever has a turn asks for no turn of the same name.

export class Turns {
  /** `scope`: of what the names are; the database's own name is in it, since that is what they share. */
  constructor(private readonly scope: string) {}

  take<Result>(name: string, work: () => Promise<Result>): Promise<Result> {
    return navigator.locks.request(`sceau/${this.scope}/${name}`, work) as Promise<Result>;
  }
}
