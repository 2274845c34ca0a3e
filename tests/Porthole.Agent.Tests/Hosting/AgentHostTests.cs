using Microsoft.Extensions.Logging;
using Porthole.Agent.Cli;
using Porthole.Agent.Hosting;
using Porthole.Agent.Hosting.Services;
using Porthole.Agent.Settings;
using Porthole.Agent.Tests.Support;

namespace Porthole.Agent.Tests.Hosting;

public sealed class AgentHostTests : IDisposable
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(60);

    private readonly TemporaryFolder _folder = new();

    /// <summary>Recordings fill the disk of such a PC sooner or later: the cameras must stay reachable all the same.</summary>
    [Fact]
    public async Task Run_AddressCannotBeWrittenNorRemoved_RunsAndEndsWell()
    {
        // In its place stands a folder, which nothing can be written over.
        Directory.CreateDirectory(_folder.State.AgentFile);
        using var lifetime = new Hand();

        var run = RunAsync(lifetime);
        await (await Task.WhenAny(lifetime.HasStarted, run).WaitAsync(Bound));
        run.IsCompleted.ShouldBeFalse();
        await lifetime.StopAsync();

        (await run.WaitAsync(Bound)).ShouldBe(ExitCodes.Good);
    }

    [Fact]
    public async Task Run_FolderTakesNothing_IsRefusedWithTheReason()
    {
        // A folder in the place of the lock: root, who may write everywhere, cannot write that.
        Directory.CreateDirectory(_folder.State.LockFile);
        using var lifetime = new Hand();

        (await RunAsync(lifetime).WaitAsync(Bound)).ShouldBe(ExitCodes.Problem);

        lifetime.Refused.ShouldStartWith($"porthole: nothing can be written into the state folder {_folder.State.Path}.");
    }

    public void Dispose() => _folder.Dispose();

    private Task<int> RunAsync(IServiceLifetime lifetime) => AgentHost.RunAsync(
        new AgentSetup { Settings = new PortholeSettings { Api = new ApiSettings { Url = new Uri("http://127.0.0.1:0") } }, Folder = _folder.State, Locate = _ => null },
        lifetime,
        TestContext.Current.CancellationToken);

    /// <summary>Whoever starts and stops it.</summary>
    private sealed class Hand : IServiceLifetime
    {
        private readonly CancellationTokenSource _stop = new();
        private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task HasStarted => _started.Task;

        public string Refused { get; private set; } = "";

        public CancellationToken StopRequested => _stop.Token;

        public TimeSpan? WatchdogInterval => null;

        public Task StopAsync() => _stop.CancelAsync();

        public void AddLog(ILoggingBuilder logging) => logging.ClearProviders();

        public void Started() => _started.TrySetResult();

        public void Report(string verdict)
        {
            // Nobody reads it.
        }

        public void Alive()
        {
            // Nobody watches.
        }

        public void Stopping()
        {
            // Nobody waits.
        }

        public void Refuse(string message) => Refused = message;

        public void Dispose() => _stop.Dispose();
    }
}
