using System.Collections.Immutable;
using Porthole.PortMapping;

namespace Porthole.Agent.Forwarding;

/// <content>The memory knows of every mapping before the router does.</content>
internal sealed partial class ForwardingLoop
{
    private readonly AskedMappings _asked = new();
    private (ImmutableArray<IGatewayProtocol> Protocols, int Refusing, bool SearchEnded) _expectedOf;

    /// <summary>
    /// Notes what the climbs to come will ask for first, so that one writing, done while the search runs, serves them all.
    /// What a climb asks for otherwise is written when it comes to it.
    /// </summary>
    private void ExpectClimbs()
    {
        if (_view is null) return;
        var basis = (_view.Protocols, _view.OnlyForAsker.Count, _view.SearchEnded);
        var isNew = basis != _expectedOf;
        _expectedOf = basis;
        foreach (var machine in _machines.Values)
        {
            if (machine.IsBusy || machine.Held.Route != Status.Route.None) continue;
            if (machine.IsLeaving)
            {
                _asked.End(machine.Wish.Id);
                continue;
            }

            if (!isNew && _asked.Knows(machine.Wish.Id)) continue;
            if (Ladder.Expected(machine.Wish, machine.Placement, _view, _settings) is { Protocol: { } via } rung)
                _asked.Expect(machine.Wish.Id, _climber.FirstRequest(machine.Wish, rung.Route, via, machine.FirstPort, machine.RelayPort, _view.Gateway));
            else
                _asked.End(machine.Wish.Id);
        }
    }

    private void WriteDownWhatIsAsked()
    {
        if (!_asked.MustBeWritten) return;
        _memory.Save(Remember());
        _asked.Written();
    }

    // Called beside the loop, before every request that may open something.
    private Task WriteDownAsync(string forward, RememberedForward asked, CancellationToken cancellationToken)
    {
        if (_asked.IsWritten(asked)) return Task.CompletedTask;
        var written = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Post(new LoopEvent.Asking(forward, asked, written));
        return written.Task.WaitAsync(cancellationToken);
    }

    /// <summary>The work of a forward has ended: what it was refused is forgotten, what it got no answer to may stand on the router.</summary>
    private void EndAsking(ForwardMachine machine, LoopEvent.WorkEnded ended, DateTimeOffset now)
    {
        foreach (var asked in _asked.End(machine.Wish.Id))
        {
            var isUnheard = ended.Result switch
            {
                WorkResult.GivenUp => true,
                WorkResult.Holds holds => holds.Holding.Refusals.Any(attempt =>
                    attempt.Refusal.Reason == RefusalReason.NoAnswer && attempt.Rung.Protocol == asked.Via && attempt.ExternalPort == asked.External),
                _ => false,
            };
            if (isUnheard) _leftovers.Add(asked with { Router = ended.Session?.Gateway.Address.ToString() }, now);
        }
    }
}
