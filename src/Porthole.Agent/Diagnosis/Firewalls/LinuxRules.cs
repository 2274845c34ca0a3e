using System.Collections.Immutable;
using System.Globalization;

namespace Porthole.Agent.Diagnosis.Firewalls;

/// <summary>
/// Judges a set of firewall rules by its words, as <c>nft list ruleset</c> and <c>iptables -S</c> print them, without following
/// jumps: a port that is named nowhere, under rules that drop what no rule names, is turned away.
/// </summary>
internal static class LinuxRules
{
    private static readonly char[] BetweenWords = [' ', '\t', '\n', '\r', ',', '{', '}'];

    /// <summary>Whether connections that no rule lets in are dropped: by the policy of a chain at the input hook, or by its last word.</summary>
    public static bool Drops(string rules)
    {
        var (isInput, last) = (false, "");
        foreach (var line in rules.Split('\n').Select(line => line.Trim()))
        {
            if (line is "-P INPUT DROP" || line.StartsWith("-A INPUT -j DROP", StringComparison.Ordinal) || line.StartsWith("-A INPUT -j REJECT", StringComparison.Ordinal)) return true;
            if (line.Contains("hook input", StringComparison.Ordinal))
            {
                if (line.Contains("policy drop", StringComparison.Ordinal)) return true;
                isInput = true;
            }
            else if (line == "}")
            {
                if (isInput && IsUnconditional(last)) return true;
                isInput = false;
            }

            last = line;
        }

        return false;
    }

    /// <summary>The ports that no rule names, neither alone nor within a range.</summary>
    public static ImmutableArray<int> Unnamed(string rules, IEnumerable<int> ports)
    {
        var ranges = rules.Split(BetweenWords, StringSplitOptions.RemoveEmptyEntries).Select(Range).OfType<(int First, int Last)>().ToList();
        return [.. ports.Where(port => !ranges.Exists(range => port >= range.First && port <= range.Last)).Order()];
    }

    // A drop or reject without a condition in front, but for a counter.
    private static bool IsUnconditional(string statement)
    {
        var words = statement.Split(' ');
        var verdict = words is ["counter", "packets", _, "bytes", _, .. var rest] ? rest : words;
        return verdict is ["drop"] or ["reject", ..];
    }

    // "8554", "8000-9000" (nft), "8000:9000" (iptables).
    private static (int First, int Last)? Range(string word)
    {
        var cut = word.AsSpan().IndexOfAny('-', ':');
        var (first, last) = cut < 0 ? (word, word) : (word[..cut], word[(cut + 1)..]);
        return int.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out var from) && int.TryParse(last, NumberStyles.None, CultureInfo.InvariantCulture, out var to) ? (from, to) : null;
    }
}
