namespace Porthole.Agent.Diagnosis.Firewalls.Linux;

/// <summary>Leads an arrival through the chains of a table, jumps included, and tells what may become of it.</summary>
internal sealed class RuleWalk(RuleTable table, Arrival arrival)
{
    /// <summary>The kernel follows no more jumps within jumps (NFT_JUMP_STACK_SIZE).</summary>
    private const int MostJumps = 16;

    private const Fate Anything = Fate.Accepted | Fate.Dropped | Fate.Passed;

    private readonly Dictionary<string, Fate> _known = new(StringComparer.Ordinal);

    /// <summary>What may become of an arrival.</summary>
    [Flags]
    public enum Fate
    {
        None = 0,
        Accepted = 1,
        Dropped = 2,

        /// <summary>No rule decided; the chain that jumped here goes on.</summary>
        Passed = 4,
    }

    /// <summary>What may become of it from this chain on, policy included.</summary>
    public Fate Of(BaseChain chain)
    {
        var fate = Of(chain.Name, depth: 0);
        return fate.HasFlag(Fate.Passed) ? (fate & ~Fate.Passed) | (chain.Accepts ? Fate.Accepted : Fate.Dropped) : fate;
    }

    private Fate Of(string chain, int depth)
    {
        if (_known.TryGetValue(chain, out var known)) return known;
        if (depth > MostJumps || !table.Chains.TryGetValue(chain, out var rules)) return Anything;

        // A chain that leads to itself, which the kernel would refuse, ends here.
        _known[chain] = Anything;
        var fate = Fate.None;
        var isOver = false;
        foreach (var rule in rules)
        {
            var fits = rule.Fits(arrival);
            if (fits == Likelihood.No) continue;
            (fate, isOver) = After(rule.Verdict, fate, isCertain: fits == Likelihood.Yes, depth);
            if (isOver) break;
        }

        return _known[chain] = isOver ? fate : fate | Fate.Passed;
    }

    // What may have become of it after this rule, and whether it can get past it.
    private (Fate Fate, bool IsOver) After(RuleVerdict verdict, Fate before, bool isCertain, int depth)
    {
        switch (verdict.Kind)
        {
            case RuleVerdictKind.Accept:
                return (before | Fate.Accepted, isCertain);
            case RuleVerdictKind.Drop:
                return (before | Fate.Dropped, isCertain);
            case RuleVerdictKind.Return:
                return (before | Fate.Passed, isCertain);
            case RuleVerdictKind.Goto:
                return (before | Of(verdict.Target, depth + 1), isCertain);
            case RuleVerdictKind.Jump:
                var below = Of(verdict.Target, depth + 1);
                return (before | (below & ~Fate.Passed), isCertain && !below.HasFlag(Fate.Passed));
            case RuleVerdictKind.Unknown:
                return (before | Anything, IsOver: false);
            default:
                return (before, IsOver: false);
        }
    }
}
