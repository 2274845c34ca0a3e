using Microsoft.Extensions.Logging.Abstractions;
using Porthole.Agent.Hosting;
using Porthole.Agent.Settings;

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
}
