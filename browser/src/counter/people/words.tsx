// Six words, numbered, large enough to be read aloud from a screen.

export function Words({ words }: { readonly words: readonly string[] }) {
    return (
        <ol class="six-words" lang="fr">
            {words.map((word, at) => (
                <li key={at}>{word}</li>
            ))}
        </ol>
    );
}
