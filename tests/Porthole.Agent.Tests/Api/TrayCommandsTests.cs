using Porthole.Agent.Hosting;
using Porthole.Agent.Tests.Support;
using Porthole.Tray.Feed;
using static Porthole.Agent.Tests.Support.Registries;

namespace Porthole.Agent.Tests.Api;

/// <summary>The tray's own code against the agent's own API: token file, address, path and answers fit.</summary>
public sealed class TrayCommandsTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private ApiBench? _bench;
    private AgentCommands? _sut;

    private ApiBench Bench => _bench!;

    private AgentCommands Sut => _sut!;

    public async ValueTask InitializeAsync()
    {
        _bench = await ApiBench.StartAsync(_folder, Device("Front door", ports: ("http", 80, 8080)), Device("Einfahrt Süd 北門", ports: ("http", 81, 8081)));
        new AgentFile(Bench.Stranger.BaseAddress!, Environment.ProcessId).Write(_folder.State);
        var folder = new Porthole.Tray.Feed.StateFolder(_folder.State.Path);
        _sut = new AgentCommands(new AgentLocator(folder), folder);
    }

    public async ValueTask DisposeAsync()
    {
        await Bench.DisposeAsync();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("front-door")]
    [InlineData("einfahrt-süd-北門")]
    public void PauseAndResume_KnownDevice_AreDone(string id)
    {
        Sut.AreAllowed.ShouldBeTrue();

        Sut.Pause(id).ShouldBe(new CommandResult(true, ""));
        Bench.Registry.Current.Find(id)!.Settings.IsPaused.ShouldBeTrue();

        Sut.Resume(id).ShouldBe(new CommandResult(true, ""));
        Bench.Registry.Current.Find(id)!.Settings.IsPaused.ShouldBeFalse();
    }

    [Fact]
    public void Folder_WhatTheTrayOpens_IsWhereTheAgentWrites()
    {
        var tray = new Porthole.Tray.Feed.StateFolder(_folder.State.Path);

        tray.LogFolder.ShouldBe(_folder.State.LogFolder);
        tray.AgentFile.ShouldBe(_folder.State.AgentFile);
        tray.TokenFile.ShouldBe(_folder.State.TokenFile);
    }

    [Fact]
    public void Pause_UnknownDevice_SaysItInTheAgentsWords()
    {
        var result = Sut.Pause("nobody");

        result.Succeeded.ShouldBeFalse();
        result.Obstacle.ShouldStartWith("No device \"nobody\" is registered.");
    }

    [Fact]
    public void Pause_TokenOfAnotherAgent_SaysItInTheAgentsWords()
    {
        File.WriteAllText(_folder.State.TokenFile, new string('0', 64));

        var result = Sut.Pause("front-door");

        result.Succeeded.ShouldBeFalse();
        result.Obstacle.ShouldStartWith("A change needs the token");
        Bench.Registry.Current.Find("front-door")!.Settings.IsPaused.ShouldBeFalse();
    }

    [Fact]
    public void Pause_NoToken_AsksNobody()
    {
        File.Delete(_folder.State.TokenFile);

        Sut.AreAllowed.ShouldBeFalse();
        Sut.Pause("front-door").Succeeded.ShouldBeFalse();
    }
}
