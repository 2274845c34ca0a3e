using Porthole.Agent.Cli;
using Porthole.Agent.History;
using Porthole.Agent.Status;

namespace Porthole.Agent.Tests.Cli;

public sealed class WatchScreenTests
{
    private static readonly StatusDocument Status = StatusDocuments.From(StatusSnapshot.Starting(DateTimeOffset.UnixEpoch));

    [Fact]
    public void Lines_RoomEnough_HoldTheStatusAndTheLastChanges()
    {
        var lines = WatchScreen.Lines(Status, [Change(1), Change(2)], 200, 50);

        lines[0].ShouldBe("No camera is registered yet.");
        lines[^3].ShouldBe("Last changes:");
        lines[^1].ShouldEndWith("Door rtsp: not open -> open 2 (the router restarted)");
    }

    [Fact]
    public void Lines_ManyChanges_ShowTheNewestTen()
    {
        var lines = WatchScreen.Lines(Status, [.. Enumerable.Range(1, 40).Select(Change)], 200, 50);

        lines.Count(line => line.Contains("Door rtsp")).ShouldBe(10);
        lines[^1].ShouldContain("open 40");
    }

    [Theory]
    [InlineData(20, 5)]
    [InlineData(40, 13)]
    [InlineData(200, 60)]
    public void Lines_AnyWindow_FitIntoIt(int width, int height)
    {
        var lines = WatchScreen.Lines(Status, [.. Enumerable.Range(1, 40).Select(Change)], width, height);

        lines.Count.ShouldBeLessThanOrEqualTo(height);
        lines.ShouldAllBe(line => line.Length <= width);
    }

    [Fact]
    public void Line_AnswerOfARouterWithControlCharacters_IsOnePlainLine()
    {
        var line = HistoryText.Line(Change(1) with { Why = "bad\r\n\u001b[2Jrouter" });

        line.ShouldNotContain('\n');
        line.ShouldNotContain('\u001b');
    }

    private static Transition Change(int number) => new()
    {
        Number = number,
        Kind = TransitionKind.Forward,
        Subject = "door/rtsp",
        Title = "Door rtsp",
        From = "not open",
        To = $"open {number}",
        Why = "the router restarted",
    };
}
