using System.Collections.Immutable;
using System.Text;

namespace Porthole.Agent.Diagnosis.Firewalls.Linux;

/// <summary>Reads what <c>iptables -S</c> prints: the table filter, with the chains that ufw, firewalld and others make.</summary>
internal static class IptablesRules
{
    private const string Input = "INPUT";

    /// <summary>Targets after which the next rule is asked.</summary>
    private static readonly string[] Harmless = ["LOG", "NFLOG", "ULOG", "MARK", "CONNMARK", "SECMARK", "CONNSECMARK", "TRACE", "AUDIT", "SET", "CLASSIFY", "TCPMSS", "DSCP", "TOS", "TTL"];

    /// <summary>Null when the text is not that of iptables.</summary>
    public static RuleTable? Read(string text)
    {
        var lines = text.Split('\n').Select(Words).Where(words => words.Count > 1).ToList();
        if (lines.Find(words => words is ["-P", Input, _, ..]) is not { } policy) return null;
        var own = lines.Where(words => words[0] is "-N" or "-P").Select(words => words[1]).ToHashSet(StringComparer.Ordinal);
        var rules = lines.Where(words => words[0] == "-A").ToLookup(words => words[1], words => RuleOf(words, own), StringComparer.Ordinal);
        return new RuleTable("filter (iptables)", own.ToDictionary(name => name, name => rules[name].ToImmutableArray(), StringComparer.Ordinal), [new BaseChain(Input, policy[2] == "ACCEPT")], IsOpaque: false);
    }

    private static Rule RuleOf(List<string> words, HashSet<string> chains)
    {
        var end = words.FindIndex(word => word is "-j" or "-g");
        var verdict = end < 0 || end + 1 == words.Count ? new RuleVerdict(RuleVerdictKind.None) : Verdict(words[end], words[end + 1], chains);
        return new Rule([.. IptablesTests.Read(words.GetRange(2, (end < 0 ? words.Count : end) - 2))], verdict);
    }

    private static RuleVerdict Verdict(string how, string target, HashSet<string> chains)
    {
        if (chains.Contains(target)) return new RuleVerdict(how == "-g" ? RuleVerdictKind.Goto : RuleVerdictKind.Jump, target);
        return new RuleVerdict(target switch
        {
            "ACCEPT" => RuleVerdictKind.Accept,
            "DROP" or "REJECT" or "TARPIT" => RuleVerdictKind.Drop,
            "RETURN" => RuleVerdictKind.Return,
            _ => Harmless.Contains(target) ? RuleVerdictKind.None : RuleVerdictKind.Unknown,
        });
    }

    // Words are parted by spaces, but within quotes, where a backslash takes the next character as it is.
    private static List<string> Words(string line)
    {
        var (words, word, isQuoted, isAny) = (new List<string>(), new StringBuilder(), false, false);
        for (var at = 0; at < line.Length; at++)
        {
            if (line[at] == '"') (isQuoted, isAny) = (!isQuoted, true);
            else if (line[at] == '\\' && isQuoted && at + 1 < line.Length) word.Append(line[++at]);
            else if (isQuoted || !char.IsWhiteSpace(line[at])) word.Append(line[at]);
            else Take();
        }

        Take();
        return words;

        void Take()
        {
            if (word.Length > 0 || isAny) words.Add(word.ToString());
            word.Clear();
            isAny = false;
        }
    }
}
