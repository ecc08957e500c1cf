// Locked: numbers and timers go on, names are not here; whoever comes back unlocks beside them.

import { Unlock } from "../people/unlock";
import { Board } from "./board";

export default function Locked() {
    return (
        <div class="counter">
            <Board work={undefined} />
            <div class="beside">
                <Unlock />
            </div>
        </div>
    );
}
