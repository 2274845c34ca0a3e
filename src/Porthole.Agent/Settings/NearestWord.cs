namespace Porthole.Agent.Settings;

/// <summary>Finds what somebody meant who has mistyped a word.</summary>
internal static class NearestWord
{
    /// <summary>One slip of the finger in three letters; beyond that it is another word.</summary>
    private const int LettersPerSlip = 3;

    /// <summary>The known word with the fewest slips between; null when none is near. Case does not count.</summary>
    public static string? To(string word, IEnumerable<string> known)
    {
        var nearest = known.Select(candidate => (Word: candidate, Slips: Slips(word.ToLowerInvariant(), candidate.ToLowerInvariant()))).OrderBy(candidate => candidate.Slips).FirstOrDefault();
        return nearest.Word is not null && nearest.Slips <= Math.Max(1, Math.Max(word.Length, nearest.Word.Length) / LettersPerSlip) ? nearest.Word : null;
    }

    /// <summary>How many letters were left out, added, changed or swapped with their neighbour (optimal string alignment distance).</summary>
    private static int Slips(string left, string right)
    {
        var distance = new int[left.Length + 1, right.Length + 1];
        for (var row = 0; row <= left.Length; row++) distance[row, 0] = row;
        for (var column = 0; column <= right.Length; column++) distance[0, column] = column;
        for (var row = 1; row <= left.Length; row++)
        {
            for (var column = 1; column <= right.Length; column++)
            {
                var change = left[row - 1] == right[column - 1] ? 0 : 1;
                var least = Math.Min(Math.Min(distance[row - 1, column], distance[row, column - 1]) + 1, distance[row - 1, column - 1] + change);
                if (row > 1 && column > 1 && left[row - 1] == right[column - 2] && left[row - 2] == right[column - 1])
                    least = Math.Min(least, distance[row - 2, column - 2] + 1);
                distance[row, column] = least;
            }
        }

        return distance[left.Length, right.Length];
    }
}
