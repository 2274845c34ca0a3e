using System.Collections.Immutable;

namespace Porthole.Agent.Diagnosis.Firewalls.Linux;

/// <summary>A table of firewall rules, however they were written down.</summary>
/// <param name="Name">As its owner knows it, such as <c>inet filter</c>.</param>
/// <param name="Chains">By name.</param>
/// <param name="Bases">Where the kernel begins, for what is meant for this PC.</param>
/// <param name="IsOpaque">Whether some rules could not be read in this notation.</param>
internal sealed record RuleTable(string Name, IReadOnlyDictionary<string, ImmutableArray<Rule>> Chains, ImmutableArray<BaseChain> Bases, bool IsOpaque);

/// <summary>A chain that the kernel begins with.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Accepts">What its policy does with what no rule decides.</param>
internal sealed record BaseChain(string Name, bool Accepts);

/// <summary>One rule: when all tests fit, the verdict holds.</summary>
internal sealed record Rule(ImmutableArray<Func<Arrival, Likelihood>> Tests, RuleVerdict Verdict)
{
    public Likelihood Fits(Arrival arrival) => Tests.Select(test => test(arrival)).All();
}

/// <summary>What a rule does.</summary>
/// <param name="Kind">What.</param>
/// <param name="Target">The chain of a jump.</param>
internal readonly record struct RuleVerdict(RuleVerdictKind Kind, string Target = "");

/// <summary>What a rule can do.</summary>
internal enum RuleVerdictKind
{
    /// <summary>It counts, logs or marks, and the next rule is asked.</summary>
    None,
    Accept,

    /// <summary>Silently, or with an answer that says so.</summary>
    Drop,
    Return,
    Jump,
    Goto,

    /// <summary>Something that is not known here.</summary>
    Unknown,
}
