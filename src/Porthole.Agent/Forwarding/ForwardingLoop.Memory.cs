using Porthole.PortMapping;

namespace Porthole.Agent.Forwarding;

/// <content>What is remembered between two runs, and what earlier times left on the router.</content>
internal sealed partial class ForwardingLoop
{
    // All that the last run held, or may have been granted when it was killed, is a leftover until a forward holds it again.
    private void Recall()
    {
        foreach (var leftover in _memory.Saved.Leftovers) _leftovers.Add(leftover, _startedAt);
        foreach (var asked in _memory.Saved.Asked) _leftovers.Add(asked, _startedAt);
        foreach (var (id, remembered) in _memory.Saved.Forwards)
        {
            _leftovers.Add(remembered with { RelayPort = null }, _startedAt);
            var isWished = _machines.TryGetValue(id, out var machine) && machine.Wish.ExternalPort == remembered.Wish && machine.Wish.Transport == remembered.Transport;
            if (isWished) machine!.KeepTo(remembered.External, remembered.RelayPort);
        }
    }

    private AgentMemory Remember() => _memory.Remember(_machines.Values, _leftovers.Entries, _asked.Entries, _rungs, _session?.Remember().DescriptionUrl);

    private void AddLeftover(ForwardMachine machine, Mapping mapping, DefaultGateway? gateway, DateTimeOffset now) =>
        _leftovers.Add(RememberedForward.From(machine.Wish.ExternalPort, mapping) with { Router = gateway?.Address.ToString() }, now);

    private void Close(RememberedForward leftover, IGatewayProtocol protocol)
    {
        _tableDisturbed = true;
        var cancellationToken = _working;
        RunBeside(() => CloseAsync(leftover, protocol, cancellationToken));
    }

    private async Task<LoopEvent.LeftoverTried> CloseAsync(RememberedForward leftover, IGatewayProtocol protocol, CancellationToken cancellationToken)
    {
        // A document that was tampered with names nothing that could be removed.
        if (leftover.ToMapping() is not { } mapping) return new LoopEvent.LeftoverTried(leftover, IsGone: true);
        var isGone = await LeftoverCloser.CloseAsync(_calls, protocol, mapping, cancellationToken);
        if (isGone) ForwardingLog.LeftoverClosed(_logger, mapping.ExternalPort, mapping.Internal.ToString());
        return new LoopEvent.LeftoverTried(leftover, isGone);
    }
}
