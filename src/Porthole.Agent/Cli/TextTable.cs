namespace Porthole.Agent.Cli;

/// <summary>Writes rows in columns as wide as their widest cell.</summary>
internal static class TextTable
{
    public static void Write(string[] headings, IEnumerable<string[]> rows, TextWriter output)
    {
        var all = rows.Prepend(headings).ToList();
        var widths = headings.Select((_, column) => all.Max(row => row[column].Length)).ToArray();
        foreach (var row in all) output.WriteLine(string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd());
    }
}
