using Porthole.Tray.Drawing;
using Porthole.Tray.Notices;
using Porthole.Tray.Status;
using Porthole.Tray.Win32;

namespace Porthole.Tray;

/// <summary>The icon with its tooltip and balloons; it shows a verdict, and draws only when something changed.</summary>
internal sealed class TrayFace(nint window) : IDisposable
{
    private readonly NotificationIcon _icon = new(window);
    private Look? _look;
    private nint _picture;
    private nint _balloon;

    /// <summary>Shows a verdict. False when there is no taskbar to show it on yet.</summary>
    public bool Show(Verdict verdict)
    {
        var look = new Look(verdict.Mood, TaskbarTheme.Colours(), IconSize.Notification(), verdict.Sentence);
        if (look == _look) return true;

        var (oldPicture, oldBalloon) = (_picture, _balloon);
        _picture = Pictures.Icon(StateIcon.Draw(look.Mood, look.Colours, look.Size));
        _balloon = Pictures.Icon(StateIcon.Draw(look.Mood, look.Colours, IconSize.Balloon()));
        var isShown = _icon.Show(_picture, $"{Texts.Product}: {verdict.Sentence}");
        User32.DestroyIcon(oldPicture);
        User32.DestroyIcon(oldBalloon);
        _look = isShown ? look : null;
        return isShown;
    }

    /// <summary>The taskbar is a new one: the next <see cref="Show"/> begins from nothing.</summary>
    public void Forget()
    {
        _icon.Forget();
        _look = null;
    }

    /// <summary>Tells of something by a balloon.</summary>
    public void Tell(Notice notice, bool isAnswer) => _icon.Tell(notice, _balloon, isAnswer);

    public void Dispose()
    {
        _icon.Dispose();
        User32.DestroyIcon(_picture);
        User32.DestroyIcon(_balloon);
    }

    private sealed record Look(Mood Mood, TaskbarColours Colours, int Size, string Sentence);
}
