export declare function offerSeats(desktops: NodeJS.ProcessEnv[]): NodeJS.ProcessEnv
export declare function takeSeat(index: number): void
