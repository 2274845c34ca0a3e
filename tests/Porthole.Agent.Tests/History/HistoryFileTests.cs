using Microsoft.Extensions.Logging.Abstractions;
using Porthole.Agent.History;
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

    private HistoryFile Open(TransitionRing ring) => new(File, ring, new ManualTime(), NullLogger<HistoryFile>.Instance);
}
