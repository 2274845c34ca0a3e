using System.Collections.Immutable;
using Porthole.Agent.Cli;
using Porthole.Agent.Status;

namespace Porthole.Agent.Tests.Cli;

public sealed class StatusTextTests
{
    [Fact]
    public void Write_NoCamera_SaysHowToRegisterOne()
    {
        var text = Written([]);

        text.ShouldStartWith("No camera is registered yet.");
        text.ShouldContain("porthole devices discover");
        text.ShouldContain("porthole devices add");
        text.ShouldNotContain("FORWARD");
    }

    [Fact]
    public void Write_EveryCameraPaused_DoesNotClaimThatThereIsNone() =>
        Written([Forward("Gate", ForwardState.Paused, isOnline: null)]).ShouldStartWith("Every camera is paused.");

    [Fact]
    public void Write_OpenButSilent_IsNotCalledReachable()
    {
        var silent = Forward("Gate", ForwardState.Mapped, isOnline: false);

        Written([silent, Forward("Yard", ForwardState.Mapped, isOnline: true)]).ShouldStartWith("1 of 2 cameras are reachable from outside. One does not answer.");
        Written([silent]).ShouldStartWith("Your camera is not reachable from outside. It does not answer.");
        Written([Forward("Gate", ForwardState.Mapped, isOnline: true)]).ShouldStartWith("Your camera is reachable from outside.\n".ReplaceLineEndings());
        Written([Forward("Gate", ForwardState.Mapped, isOnline: null)]).ShouldStartWith("Your camera is reachable from outside.\n".ReplaceLineEndings());
    }

    [Theory]
    [InlineData("PH208")]
    [InlineData("PH209")]
    [InlineData("PH210")]
    public void Write_OpenBehindAnotherRouter_PromisesNothing(string code) =>
        Written([Forward("Gate", ForwardState.Mapped, isOnline: true)], Problem(code, "x", "y")).ShouldStartWith("The router has opened the ports, but people outside may not get in.");

    [Fact]
    public void Write_TwentyCamerasWithOneTrouble_SayOnceWhatToDo()
    {
        var text = Written(
            [.. Enumerable.Range(1, 20).Select(number => Forward($"Camera {number}", ForwardState.Mapped, isOnline: false))],
            [.. Enumerable.Range(1, 20).Select(number => Problem("PH401", $"Camera {number} does not answer", "Check its power.")), Problem("PH205", "Port 8554 is taken", "Use 18554.")]);

        text.ShouldStartWith("None of the 20 cameras is reachable from outside. 20 do not answer.");
        text.Split("Check its power.").Length.ShouldBe(2);
        text.ShouldContain("PH401 Camera 1 does not answer\n    evidence\nPH401 Camera 2 does not answer\n".ReplaceLineEndings());
        text.TrimEnd().ShouldEndWith("PH205 Port 8554 is taken\n    evidence\n  Use 18554.".ReplaceLineEndings());
    }

    private static string Written(ImmutableArray<ForwardStatus> forwards, params ImmutableArray<ProblemStatus> problems)
    {
        using var output = new StringWriter();
        var network = new NetworkStatus { Reachability = Reachability.Public };
        StatusText.Write(new StatusDocument { Version = "1", StartedAt = DateTimeOffset.UnixEpoch, Network = network, Forwards = forwards, Problems = problems }, output);
        return output.ToString();
    }

    private static ForwardStatus Forward(string device, ForwardState state, bool? isOnline) => new()
    {
        Id = $"{device}/rtsp",
        Device = device,
        Name = "rtsp",
        Protocol = "tcp",
        Internal = "192.168.1.20:554",
        Route = Route.Direct,
        State = state,
        DeviceOnline = isOnline,
    };

    private static ProblemStatus Problem(string code, string title, string remedy) => new()
    {
        Code = code,
        Severity = ProblemSeverity.Warning,
        Title = title,
        Evidence = "evidence",
        Cause = "cause",
        Remedy = [remedy],
        Since = DateTimeOffset.UnixEpoch,
    };
}
