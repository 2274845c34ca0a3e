using Porthole.Agent.Hosting.Services;
using Porthole.Agent.Tests.Support;
using Porthole.Testing;

namespace Porthole.Agent.Tests.Hosting.Services;

/// <summary>An installation that also starts is all or nothing: a service that ran before runs again with the settings that it had.</summary>
public sealed class StartStepsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly StringWriter _error = new();
    private readonly FakeManager _manager = new();

    [Fact]
    public async Task Install_ServiceAnswers_NewSettingsStand()
    {
        await File.WriteAllTextAsync(_folder.State.SettingsFile, "old");

        (await InstallAsync("new", answers: _ => Task.FromResult(true))).ShouldBeTrue();

        (await File.ReadAllTextAsync(_folder.State.SettingsFile)).ShouldBe("new");
        _manager.Happened.ShouldBe(["start"]);
    }

    [Fact]
    public async Task Install_NewSettingsDoNotStart_OldSettingsAreBackAndTheServiceRuns()
    {
        _manager.IsRunning = true;
        await File.WriteAllTextAsync(_folder.State.SettingsFile, "old");
        _manager.Obstacle = () => File.ReadAllText(_folder.State.SettingsFile) == "new" ? "it stopped at once" : null;

        (await InstallAsync("new", answers: _ => Task.FromResult(true))).ShouldBeFalse();

        (await File.ReadAllTextAsync(_folder.State.SettingsFile)).ShouldBe("old");
        _manager.IsRunning.ShouldBeTrue();
        _manager.Happened.ShouldBe(["stop", "start", "stop", "start"]);
        _error.ToString().ShouldContain("it stopped at once");
        _error.ToString().ShouldContain("undone: service, which ran, stopped");
        _error.ToString().ShouldEndWith($"Everything is as it was before.{Environment.NewLine}");
    }

    [Fact]
    public async Task Install_ServiceNeverAnswers_IsStoppedAndUndone()
    {
        var time = new ManualTime();
        var asked = 0;
        var installing = InstallAsync(
            "new",
            _ =>
            {
                Interlocked.Increment(ref asked);
                return Task.FromResult(false);
            },
            time);
        while (!installing.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        (await installing).ShouldBeFalse();
        asked.ShouldBePositive();
        _manager.Happened.ShouldBe(["start", "stop"]);
        File.Exists(_folder.State.SettingsFile).ShouldBeFalse();
        _error.ToString().ShouldContain("did not answer within 20 s");
    }

    [Fact]
    public async Task Install_OldServiceDoesNotStartAgain_IsSaid()
    {
        _manager.IsRunning = true;
        _manager.Obstacle = () => "no";

        (await InstallAsync("new", answers: _ => Task.FromResult(true))).ShouldBeFalse();

        _error.ToString().ShouldContain("left behind: service, which ran, stopped: no");
    }

    public void Dispose()
    {
        _folder.Dispose();
        _error.Dispose();
    }

    private async Task<bool> InstallAsync(string settings, Func<CancellationToken, Task<bool>> answers, TimeProvider? time = null)
    {
        var mine = _folder.File("mine.json");
        await File.WriteAllTextAsync(mine, settings);
        return await new SetupRun(TextWriter.Null, _error).InstallAsync(
            [.. StartSteps.Before(_manager), InitialSettings.Step(mine, _folder.State), StartSteps.Last(_manager, answers, time ?? TimeProvider.System)]);
    }

    private sealed class FakeManager : IServiceManager
    {
        public List<string> Happened { get; } = [];

        public bool IsRunning { get; set; }

        public Func<string?> Obstacle { get; set; } = () => null;

        string? IServiceManager.Obstacle => null;

        public IReadOnlyList<SetupStep> InstallSteps(ServiceOptions options) => [];

        public IReadOnlyList<SetupStep> RemoveSteps(bool removeData) => [];

        public Task<string?> StartAsync(CancellationToken cancellationToken)
        {
            Happened.Add("start");
            var obstacle = Obstacle();
            IsRunning = obstacle is null;
            return Task.FromResult(obstacle);
        }

        public Task<string?> StopAsync(CancellationToken cancellationToken)
        {
            Happened.Add("stop");
            IsRunning = false;
            return Task.FromResult<string?>(null);
        }

        public ServiceReport Query() => new(IsInstalled: true, IsRunning, []);
    }
}
