using Microsoft.Extensions.Logging.Abstractions;
using Porthole.Agent.Hosting;
using Porthole.Agent.Settings;
using Porthole.Testing;

namespace Porthole.Agent.Tests.Hosting;

public sealed class AgentCoreTests : IDisposable
{
    private readonly string _path = Directory.CreateTempSubdirectory("porthole-core-").FullName;

    public void Dispose() => Directory.Delete(_path, recursive: true);

    /// <summary>Whatever feeds the loop must not die in silence: the agent would wait for ever for a router that it is never told of.</summary>
    [Fact]
    public async Task Loop_WhatFeedsItFails_FailsWithIt()
    {
        var setup = new AgentSetup
        {
            Settings = new PortholeSettings(),
            Folder = StateFolder.At(_path),
            Locate = _ => throw new InvalidOperationException("a defect"),
        };
        await using var sut = AgentCore.Start(setup, TimeProvider.System, NullLoggerFactory.Instance);

        var failure = await Should.ThrowAsync<InvalidOperationException>(() => sut.Loop.WaitAsync(TimeSpan.FromSeconds(30)));

        failure.Message.ShouldBe("a defect");
    }

    /// <summary>A stop closes the ports; a part that does not end must not stand before it.</summary>
    [Fact]
    public async Task DisposeAsync_WhatFeedsItHangs_EndsWithoutIt()
    {
        using var entered = new SemaphoreSlim(0);
        using var release = new ManualResetEventSlim();
        var setup = new AgentSetup
        {
            Settings = new PortholeSettings(),
            Folder = StateFolder.At(_path),
            Locate = _ =>
            {
                entered.Release();
                release.Wait();
                return null;
            },
        };
        var time = new ManualTime();
        var sut = AgentCore.Start(setup, time, NullLoggerFactory.Instance);
        (await entered.WaitAsync(TimeSpan.FromSeconds(30))).ShouldBeTrue();

        var ending = sut.DisposeAsync().AsTask();
        for (var waited = 0; waited < 300 && !ending.IsCompleted; waited++)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            await Task.WhenAny(ending, Task.Delay(TimeSpan.FromMilliseconds(100)));
        }

        ending.IsCompletedSuccessfully.ShouldBeTrue();
        release.Set();
    }
}
