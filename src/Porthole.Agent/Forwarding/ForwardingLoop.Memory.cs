using Porthole.PortMapping;

namespace Porthole.Agent.Forwarding;

/// <content>What is remembered between two runs, and what earlier times left on the router.</content>
internal sealed partial class ForwardingLoop
{
    private void Recall()
    {
        foreach (var leftover in _memory.Saved.Leftovers) _leftovers.Add(leftover, _startedAt);
        foreach (var (id, remembered) in _memory.Saved.Forwards)
        {
            var isWished = _machines.TryGetValue(id, out var machine) && machine.Wish.ExternalPort == remembered.Wish && machine.Wish.Transport == remembered.Transport;
            if (isWished) (machine!.FirstPort, machine.RelayPort) = (remembered.External, remembered.RelayPort ?? machine.RelayPort);

            // Paused while no agent ran: what the last one left open is closed.
            if (!isWished || machine!.Wish.IsPaused) _leftovers.Add(remembered, _startedAt);
        }
    }

    private AgentMemory Remember() => _memory.Remember(_machines.Values, _leftovers.Entries, _rungs, _session?.Remember().DescriptionUrl);

    private void AddLeftover(ForwardMachine machine, Mapping mapping, DefaultGateway? gateway, DateTimeOffset now) =>
        _leftovers.Add(RememberedForward.From(machine.Wish.ExternalPort, mapping) with { Router = gateway?.Address.ToString() }, now);

    /// <summary>Closes what nobody wishes any more, unless a forward has taken the port over or is about to.</summary>
    private void CloseLeftovers(DateTimeOffset now)
    {
        if (_leftovers.Entries.IsEmpty) return;
        var held = _machines.Values.Where(machine => machine.Held.Mapping is not null).Select(machine => (machine.Wish.Transport, machine.Held.Mapping!.ExternalPort)).ToHashSet();
        WakeBy(_leftovers.Tidy(leftover => held.Contains((leftover.Transport, leftover.External)), now));
        if (_view is not { Protocols.IsEmpty: false } view) return;
        var awaited = _machines.Values
            .Where(machine => machine.IsBusy || (machine is { IsWanted: true, Wish.IsClosed: false } && machine.Held.Route == Status.Route.None))
            .Select(machine => (machine.Wish.Transport, machine.FirstPort))
            .ToHashSet();
        while (_leftovers.Begin(view, leftover => awaited.Contains((leftover.Transport, leftover.External)), now) is { } leftover) Close(leftover, view.Find(leftover.Via)!);
    }

    private void Close(RememberedForward leftover, IGatewayProtocol protocol)
    {
        var (calls, cancellationToken) = (_calls, _working);
        RunBeside(async () =>
        {
            // A document that was tampered with names nothing that could be removed.
            if (leftover.ToMapping() is not { } mapping) return new LoopEvent.LeftoverTried(leftover, IsGone: true);
            var isGone = await LeftoverCloser.CloseAsync(calls, protocol, mapping, cancellationToken);
            if (isGone) ForwardingLog.LeftoverClosed(_logger, mapping.ExternalPort, mapping.Internal.ToString());
            return new LoopEvent.LeftoverTried(leftover, isGone);
        });
    }
}
