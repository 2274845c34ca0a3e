using System.Globalization;

namespace Porthole.Agent.Diagnosis.Firewalls.Linux;

/// <summary>Reads the tests of one rule of iptables (iptables(8), iptables-extensions(8)): options, each with its words, a "!" before it or not.</summary>
internal static class IptablesTests
{
    public static IEnumerable<Func<Arrival, Likelihood>> Read(List<string> words)
    {
        for (var at = 0; at < words.Count;)
        {
            var isNot = words[at] == "!";
            if (isNot) at++;
            if (at == words.Count) yield break;
            var option = words[at++];
            var values = words.Skip(at).TakeWhile(word => word != "!" && !word.StartsWith('-')).ToList();
            at += values.Count;

            // "-m tcp" names a module, and a comment is none of the kernel's.
            if (option is "-m" or "--match" or "--comment" or "--limit-burst") continue;
            yield return arrival => isNot ? Fits(option, values, arrival).Not() : Fits(option, values, arrival);
        }
    }

    private static Likelihood Fits(string option, List<string> values, Arrival arrival)
    {
        var value = values.Count > 0 ? values[0] : "";
        return option switch
        {
            "-p" => Likelihoods.Of(arrival.IsProtocol(value)),
            "-s" => IPv4Number.RangeOf(value) is var (first, last) ? InternetSource.IsIn(first, last) : Likelihood.Maybe,
            "-d" => IPv4Number.RangeOf(value) is var (first, last) ? arrival.GoesTo(first, last) : Likelihood.Maybe,
            "-i" => arrival.IsFrom(value, '+'),
            "--dport" or "--dports" => value.Split(',').Select(range => InRange(range, arrival)).Any(),
            "--ctstate" or "--state" => Likelihoods.Of(value.Split(',').Contains("NEW")),
            "--dst-type" => Likelihoods.Of(value.Split(',').Contains("LOCAL")),
            "--pkt-type" => Likelihoods.Of(value == "unicast"),
            "--tcp-flags" when values.Count == 2 => Likelihoods.Of(values[0].Split(',').Where(flag => flag == "SYN").ToHashSet(StringComparer.Ordinal).SetEquals(values[1].Split(',').Where(flag => flag != "NONE"))),

            // One viewer alone is within any limit, and never above one.
            "--limit" or "--hashlimit-upto" or "--connlimit-upto" => Likelihood.Yes,
            "--hashlimit-above" or "--connlimit-above" => Likelihood.No,
            _ when option.StartsWith("--hashlimit-", StringComparison.Ordinal) || option is "--connlimit-mask" or "--connlimit-saddr" => Likelihood.Yes,
            _ => Likelihood.Maybe,
        };
    }

    // "8554", "8000:8100", ":1024", "1024:".
    private static Likelihood InRange(string text, Arrival arrival)
    {
        var cut = text.IndexOf(':', StringComparison.Ordinal);
        var (from, to) = cut < 0 ? (text, text) : (text[..cut], text[(cut + 1)..]);
        if (from.Length == 0) from = "0";
        if (to.Length == 0) to = "65535";
        return int.TryParse(from, NumberStyles.None, CultureInfo.InvariantCulture, out var first) && int.TryParse(to, NumberStyles.None, CultureInfo.InvariantCulture, out var last) ? arrival.IsFor(first, last) : Likelihood.Maybe;
    }
}
