using Microsoft.Extensions.Logging.Abstractions;
using Porthole.Agent.History;
using Porthole.Agent.Status;
using Porthole.Testing;

namespace Porthole.Agent.Tests.History;

public sealed class HistoryFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("porthole-history-").FullName;

    private string File => Path.Combine(_folder, "history.json");

    [Fact]
    public void Load_WhatWasSaved_ComesBack()
    {
        var ring = TransitionRingTests.Filled(3);
        Open(ring).Save();

        var next = new TransitionRing(new ManualTime());
        Open(next).Load();

        next.Since(0).Transitions.ShouldBe(ring.Since(0).Transitions);
        next.Last.ShouldBe(3);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("{\"version\":2,\"transitions\":[]}")]
    [InlineData("{\"version\":1,\"transitions\":[{\"kind\":\"dance\"}]}")]
    public void Load_Unusable_BeginsAnewAndKeepsTheOldFile(string content)
    {
        System.IO.File.WriteAllText(File, content);
        var ring = new TransitionRing(new ManualTime());

        Open(ring).Load();

        ring.Last.ShouldBe(0);
        System.IO.File.ReadAllText(File + ".unreadable").ShouldBe(content);
    }

    [Fact]
    public async Task Load_AfterAKill_TheTimeWithoutAnAgentIsNotCalledOpen()
    {
        var time = new ManualTime();
        var start = time.GetUtcNow();
        var ring = new TransitionRing(time);
        ring.Add(new Transition { Kind = TransitionKind.Agent, Subject = Transition.Agent, Title = "Porthole", To = "started" });
        ring.Add(new Transition { Kind = TransitionKind.Forward, Subject = "door/rtsp", Title = "Door rtsp", To = "open", State = ForwardState.Mapped });
        using (var running = new CancellationTokenSource())
        {
            // It lives for an hour, is killed, and five hours later the next one starts.
            var run = new HistoryFile(File, ring, time, NullLogger<HistoryFile>.Instance).RunAsync(running.Token);
            for (var minute = 0; minute < 60; minute++)
            {
                time.Advance(TimeSpan.FromMinutes(1));
                await Eventually(() => System.IO.File.Exists(File) && (time.GetUtcNow().UtcDateTime - System.IO.File.GetLastWriteTimeUtc(File)).Duration() < TimeSpan.FromSeconds(75));
            }

            await running.CancelAsync();
            await Should.ThrowAsync<OperationCanceledException>(run);
        }

        time.Advance(TimeSpan.FromHours(5));
        var next = new TransitionRing(time);
        new HistoryFile(File, next, time, NullLogger<HistoryFile>.Instance).Load();
        next.Add(new Transition { Kind = TransitionKind.Agent, Subject = Transition.Agent, Title = "Porthole", To = "started" });

        next.Since(0).Transitions.Select(transition => transition.Number).ShouldBe([1, 2, 3, 4]);
        var strip = AvailabilityDocument.Of(next.Since(0).Transitions, ["door/rtsp"], time.GetUtcNow()).Forwards.Single();
        strip.Spans.Select(span => span.State).ShouldBe([null, ForwardState.Mapped, null]);
        strip.Spans[1].From.ShouldBe(start);
        strip.Spans[2].From.ShouldBeInRange(start.AddMinutes(58), start.AddMinutes(60));
    }

    [Fact]
    public void Load_AfterAnOrderlyStop_AddsNothing()
    {
        var ring = TransitionRingTests.Filled(1);
        ring.Add(new Transition { Kind = TransitionKind.Agent, Subject = Transition.Agent, Title = "Porthole", To = Transition.Stopped });
        Open(ring).Save();
        var next = new TransitionRing(new ManualTime());

        Open(next).Load();

        next.Last.ShouldBe(2);
    }

    [Fact]
    public void Save_NothingNew_DoesNotWrite()
    {
        var file = Open(TransitionRingTests.Filled(1));
        file.Save();
        System.IO.File.Delete(File);

        file.Save();

        System.IO.File.Exists(File).ShouldBeFalse();
    }

    [Fact]
    public void Save_FolderGone_GoesOnAndTriesAgain()
    {
        var ring = TransitionRingTests.Filled(1);
        var path = Path.Combine(_folder, "gone", "history.json");
        var file = new HistoryFile(path, ring, new ManualTime(), NullLogger<HistoryFile>.Instance);
        Should.NotThrow(file.Save);

        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        file.Save();

        System.IO.File.Exists(path).ShouldBeTrue();
    }

    [Fact]
    public void Save_AFullRing_StaysSmall()
    {
        Open(TransitionRingTests.Filled(TransitionRing.Most * 2)).Save();

        new FileInfo(File).Length.ShouldBeLessThan(512 * 1024);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static async Task Eventually(Func<bool> holds)
    {
        using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!holds()) await Task.Delay(2, bound.Token);
    }

    private HistoryFile Open(TransitionRing ring) => new(File, ring, new ManualTime(), NullLogger<HistoryFile>.Instance);
}
