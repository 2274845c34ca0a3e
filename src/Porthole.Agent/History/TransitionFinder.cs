using Porthole.Agent.Settings;
using Porthole.Agent.Status;

namespace Porthole.Agent.History;

/// <summary>
/// Finds what became otherwise between one snapshot and the next. It keeps what was last told of each subject, so that
/// what goes and comes back between two snapshots is told neither way.
/// </summary>
internal sealed class TransitionFinder
{
    private const string Router = "router", Protocols = "protocols", ExternalAddress = "external-address";

    private readonly Dictionary<string, Told> _network = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Told> _forwards = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Told> _problems = new(StringComparer.Ordinal);
    private StatusSnapshot? _before;

    public List<Transition> Find(StatusSnapshot after)
    {
        var found = new List<Transition>();
        FindNetwork(after, found);
        FindForwards(after, found);
        FindProblems(after, found);
        _before = after;
        return found;
    }

    private void FindNetwork(StatusSnapshot after, List<Transition> found)
    {
        // Before the first look nobody knows whether there is one.
        if (after.Gateway is null && !after.SearchEnded) return;
        var router = after.Gateway is { } gateway ? $"{gateway.Address} ({gateway.InterfaceName}, this PC is {gateway.LocalAddress})" : "none";
        Tell(_network, new Told(TransitionKind.Gateway, Router, "Router", router), "", found);

        // While a search runs the answers come one by one; what they come to is told once.
        if (after.Gateway is null || !after.SearchEnded) return;
        var protocols = after.Protocols.IsEmpty ? "none answered" : string.Join(", ", after.Protocols.Reverse().Select(protocol => ProtocolNames.Spoken(protocol.Kind)));
        Tell(_network, new Told(TransitionKind.Gateway, Protocols, "The router's protocols", protocols), "", found);
        if (after.ExternalAddress is { Address: null, Refusal: null }) return;
        var address = after.ExternalAddress.Address?.ToString() ?? "none";
        Tell(_network, new Told(TransitionKind.Gateway, ExternalAddress, "External address", address), after.ExternalAddress.Refusal?.Evidence ?? "", found);
    }

    private void FindForwards(StatusSnapshot after, List<Transition> found)
    {
        if (_before is not null && after.Forwards == _before.Forwards) return;
        var gone = _forwards.Keys.ToHashSet(StringComparer.Ordinal);
        foreach (var forward in after.Forwards)
        {
            gone.Remove(forward.Wish.Id);
            var known = _forwards.GetValueOrDefault(forward.Wish.Id);
            if (known is not null && ReferenceEquals(known.Source, forward)) continue;
            var told = ForwardWords.Of(forward, after) with { Source = forward };

            // A forward that has just been registered says its first word when it has come to rest.
            if (known is null && forward.State == ForwardState.Pending) continue;
            Tell(_forwards, told, ForwardWords.Why(forward), found);
        }

        foreach (var id in gone)
        {
            _forwards.Remove(id, out var last);
            found.Add(last!.Become("closed", "no longer registered"));
        }
    }

    private void FindProblems(StatusSnapshot after, List<Transition> found)
    {
        if (_before is not null && after.Problems == _before.Problems) return;
        var gone = _problems.Keys.ToHashSet(StringComparer.Ordinal);
        foreach (var problem in after.Problems)
        {
            var subject = problem.Subject.Length == 0 ? problem.Code : $"{problem.Code} {problem.Subject}";
            gone.Remove(subject);
            Tell(_problems, new Told(TransitionKind.Problem, subject, $"{problem.Code} {problem.Title}", "stands") { Key = "stands" }, problem.Evidence, found);
        }

        foreach (var subject in gone)
        {
            _problems.Remove(subject, out var last);
            found.Add(last!.Become("over", ""));
        }
    }

    private static void Tell(Dictionary<string, Told> told, Told now, string why, List<Transition> found)
    {
        var before = told.GetValueOrDefault(now.Subject);
        told[now.Subject] = now;
        if (before?.Key == now.Key) return;
        found.Add((before ?? now with { Words = "" }).Become(now.Words, why) with { Title = now.Title, State = now.State });
    }
}

/// <summary>What was last told of a subject.</summary>
internal sealed record Told(TransitionKind Kind, string Subject, string Title, string Words)
{
    /// <summary>What must differ to be worth telling; the words by default.</summary>
    public string Key { get; init; } = Words;

    /// <summary>The snapshot it was made from, so that the same one is not looked at twice.</summary>
    public object? Source { get; init; }

    /// <summary>A forward's state; null for anything else.</summary>
    public ForwardState? State { get; init; }

    public Transition Become(string to, string why) => new() { Kind = Kind, Subject = Subject, Title = Title, From = Words, To = to, Why = why };
}
