using Porthole.Agent.History;

namespace Porthole.Agent.Forwarding;

/// <content>The orderly end.</content>
internal sealed partial class ForwardingLoop
{
    /// <summary>An orderly stop must fit into the time a service manager gives; what a silent router does not remove in it expires by itself.</summary>
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(10);

    private static string Removed(int removed, int left) => left == 0 ? $"{Mappings(removed)} removed" : $"{Mappings(removed)} removed, {left} left on the router";

    private static string Mappings(int count) => count == 1 ? "1 mapping" : $"{count} mappings";

    private async Task StopAsync()
    {
        using var bound = new CancellationTokenSource(StopTimeout, _time);
        var (mapped, left) = (0, 0);
        try
        {
            var leftBefore = _leftovers.Entries;
            await WaitForWorkAsync(bound.Token);
            var held = _machines.Values.Where(machine => machine.Held != Holding.Nothing).Select(machine => machine.Held).ToList();
            mapped = held.Count(holding => holding.IsMapped);
            var released = await Task.WhenAll(held.Select(holding => _climber.ReleaseAsync(_settings.Mapping.RemoveOnStop ? holding : holding with { Mapping = null }, _view, bound.Token)));
            left = released.Count(mapping => mapping is not null);
            if (_settings.Mapping.RemoveOnStop) await CloseGivenUpAsync(_leftovers.Entries.Except(leftBefore), bound.Token);
            if (_settings.Mapping.RemoveOnStop) ForwardingLog.Removed(_logger, Mappings(mapped - left));
            else ForwardingLog.Left(_logger, Mappings(mapped));
            if (left > 0) ForwardingLog.NotRemoved(_logger, left);
        }
        catch (OperationCanceledException) when (bound.IsCancellationRequested)
        {
            ForwardingLog.RemovalTimedOut(_logger, StopTimeout.TotalSeconds);
        }

        _asked.Clear();
        _memory.Save(Remember());
        _publisher.Happened(TransitionKind.Agent, "agent", "Porthole", "stopped", _settings.Mapping.RemoveOnStop ? Removed(mapped - left, left) : $"{Mappings(mapped)} left open, as the settings say");
        if (_session is not null) await _session.DisposeAsync();
    }

    // Nobody is here later on to close what was granted in the last moment; what this does not close, the next run does.
    private async Task CloseGivenUpAsync(IEnumerable<RememberedForward> givenUp, CancellationToken cancellationToken)
    {
        var closing = givenUp.Select(left => (Left: left, Protocol: _view?.Find(left.Via))).Where(given => given.Protocol is not null);
        foreach (var tried in await Task.WhenAll(closing.Select(given => CloseAsync(given.Left, given.Protocol!, cancellationToken))))
            _leftovers.End(tried.Leftover, tried.IsGone, _time.GetUtcNow());
    }

    // Work given up may still have been granted something in its last moment; its end is heard before anything is removed.
    private async Task WaitForWorkAsync(CancellationToken cancellationToken)
    {
        while (_machines.Values.Any(machine => machine.IsBusy))
        {
            if (await _events.Reader.ReadAsync(cancellationToken) is LoopEvent.WorkEnded ended) End(ended);
        }
    }
}
