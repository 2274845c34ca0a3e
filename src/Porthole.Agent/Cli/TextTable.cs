namespace Porthole.Agent.Cli;

/// <summary>Writes rows in columns as wide as their widest cell, and no wider in all than the narrowest usual terminal: long cells go on in the next line.</summary>
internal static class TextTable
{
    private const int MostColumns = 80;
    private const int Gap = 2;

    public static void Write(string[] headings, IEnumerable<string[]> rows, TextWriter output)
    {
        var all = rows.Prepend(headings).ToList();
        var widths = Fit(headings.Select((_, column) => all.Max(row => TextWidth.Of(row[column]))).ToArray(), headings);
        foreach (var row in all)
        {
            var cells = row.Select((cell, column) => TextWidth.Wrap(cell, widths[column]).ToList()).ToList();
            for (var line = 0; line < cells.Max(cell => cell.Count); line++)
                output.WriteLine(string.Concat(cells.Select((cell, column) => Padded(line < cell.Count ? cell[line] : "", widths[column] + Gap))).TrimEnd());
        }
    }

    // The widest column gives way first; a heading is never broken.
    private static int[] Fit(int[] widths, string[] headings)
    {
        while (widths.Sum() + (Gap * (widths.Length - 1)) > MostColumns)
        {
            var widest = Enumerable.Range(0, widths.Length).MaxBy(column => widths[column] - headings[column].Length);
            if (widths[widest] <= headings[widest].Length) break;
            widths[widest]--;
        }

        return widths;
    }

    private static string Padded(string text, int width) => text + new string(' ', width - TextWidth.Of(text));
}
