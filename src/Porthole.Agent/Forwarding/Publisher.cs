using Porthole.Agent.Diagnosis;
using Porthole.Agent.History;
using Porthole.Agent.Status;

namespace Porthole.Agent.Forwarding;

/// <summary>Hangs out what the loop knows: the snapshot with its problems, the log's lines, the history. What did not change is not hung out again.</summary>
internal sealed class Publisher(StatusBoard board, ProblemLedger problems, TransitionRing history, ILogger logger)
{
    private readonly TransitionFinder _finder = new();

    /// <summary>Tells of something that happened and that no snapshot holds.</summary>
    public void Happened(TransitionKind kind, string subject, string title, string what, string why) =>
        history.Add(new Transition { Kind = kind, Subject = subject, Title = title, To = what, Why = why });

    /// <summary>Publishes when something is otherwise than before.</summary>
    /// <param name="network">The snapshot without forwards and problems.</param>
    /// <param name="forwards">The forwards' own snapshots; an unchanged one is the same object as before.</param>
    /// <param name="now">The time.</param>
    public void Publish(StatusSnapshot network, IReadOnlyCollection<ForwardSnapshot> forwards, DateTimeOffset now)
    {
        var before = board.Current;
        var isSame = AreSame(before, forwards);
        var snapshot = network with { Forwards = isSame ? before.Forwards : [.. forwards], Problems = before.Problems };
        if (snapshot == before && now < problems.StaleAt) return;
        snapshot = snapshot with { Problems = problems.Update(snapshot, now) };
        TransitionLog.Write(logger, before, snapshot);
        foreach (var transition in _finder.Find(snapshot)) history.Add(transition);
        board.Publish(snapshot);
    }

    private static bool AreSame(StatusSnapshot before, IReadOnlyCollection<ForwardSnapshot> forwards)
    {
        if (before.Forwards.Length != forwards.Count) return false;
        var index = 0;
        foreach (var forward in forwards)
        {
            if (!ReferenceEquals(before.Forwards[index++], forward)) return false;
        }

        return true;
    }
}
