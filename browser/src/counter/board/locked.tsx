// Locked: numbers and timers go on, names are not here; whoever comes back unlocks beside them.

import SignIn from "../people/signin";
import { Board } from "./board";

export default function Locked() {
    return (
        <div class="counter">
            <Board work={undefined} />
            <div class="beside">
                <SignIn />
            </div>
        </div>
    );
}
