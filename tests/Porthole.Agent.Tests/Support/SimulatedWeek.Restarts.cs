using System.Net;

namespace Porthole.Agent.Tests.Support;

/// <content>The agent itself ends and starts again: killed, and stopped with and without its mappings removed.</content>
internal sealed partial class SimulatedWeek
{
    private async Task<Action> RestartAgentAsync()
    {
        var settings = _bench.Settings;
        FakeMemory memory;
        switch (_random.Next(3))
        {
            case 0:
                // In the midst of work as often as at rest.
                if (_random.Next(2) == 0) Change(device => device with { Address = new IPAddress([127, 0, 1, (byte)_random.Next(1, 250)]) });
                settings = _bench.Settings;
                _script.Add($"{Elapsed:d\\.hh\\:mm\\:ss} the agent is killed");
                memory = await _bench.KillAsync();
                break;
            case 1:
                _script.Add($"{Elapsed:d\\.hh\\:mm\\:ss} the agent is stopped and removes what it opened");
                await _bench.DisposeAsync();
                Router.Table.Values.ShouldAllBe(entry => !entry.Description.StartsWith(Ours, StringComparison.Ordinal), Story());
                memory = _bench.Memory.Killed();
                break;
            default:
                _script.Add($"{Elapsed:d\\.hh\\:mm\\:ss} the agent is stopped and leaves open what it opened");
                _bench.Change(settings with { Mapping = settings.Mapping with { RemoveOnStop = false } });
                await RestAsync();
                await _bench.DisposeAsync();
                memory = _bench.Memory.Killed();
                break;
        }

        // Nobody looks after the router for a while.
        var pause = TimeSpan.FromMinutes(_random.Next(0, 90));
        _bench.Time.Advance(pause);
        Elapsed += pause;
        Router.Expire();
        CheckForeign();
        _bench = new LoopBench(settings, memory, before: _bench);
        Connect(_gateway);
        return () => { };
    }
}
