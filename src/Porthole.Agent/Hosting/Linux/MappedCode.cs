using System.Globalization;

namespace Porthole.Agent.Hosting.Linux;

/// <summary>The code of files in a process's memory, out of <c>/proc/PID/smaps</c> (proc_pid_smaps(5)).</summary>
internal static class MappedCode
{
    // Private, executable, and not to be written to: 7f0a5c000000-7f0a5c400000 r-xp 00026000 08:01 1835 /opt/porthole/porthole.r2r.dll
    private const string Executable = "r-xp";

    /// <summary>Start and length in bytes of the mappings whose every page is as its file has it: dropped, it comes back the same.</summary>
    public static IEnumerable<(nuint Start, nuint Length)> Unwritten(IEnumerable<string> smaps)
    {
        (nuint Start, nuint Length)? code = null;
        foreach (var line in smaps)
        {
            if (Header(line) is { } fields)
            {
                code = fields is [var range, Executable, _, _, not "0", ['/', ..], ..] ? Range(range) : null;
            }
            else if (code is { } unwritten && line.StartsWith("Anonymous:", StringComparison.Ordinal))
            {
                // A page that was written to has become our own, anonymous: its file does not have what it holds. Nor may the system say nothing of it.
                if (line.AsSpan("Anonymous:".Length).Trim().StartsWith("0 ")) yield return unwritten;
                code = null;
            }
        }
    }

    // Every other line begins with a word and a colon.
    private static string[]? Header(string line) =>
        line.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [var first, ..] fields && !first.EndsWith(':') ? fields : null;

    private static (nuint Start, nuint Length)? Range(string range) =>
        range.Split('-') is [var from, var to] && Address(from) is { } start && Address(to) is { } end && end > start ? (start, end - start) : null;

    private static nuint? Address(string text) => nuint.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var address) ? address : null;
}
